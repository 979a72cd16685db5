"""What is to be visited next: the programme of an organisation, and plans that only their readers know of."""
