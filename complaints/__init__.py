"""The case: complaints, what happened to them event by event, and what follows from the events."""
