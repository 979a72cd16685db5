"""How the events came about that the field counts, what protects people, and what proves it."""
