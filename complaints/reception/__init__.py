"""Reception: a colleague logs a complaint, from the first words to the case."""
