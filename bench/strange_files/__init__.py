"""Files such as strangers send, built by hand: for the tests of cleaning, and for the fuzzing of what reads them."""
