"""What every part of the REST interface shares: who asks, what a token may do, how mistakes are told."""
