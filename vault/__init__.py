"""Sealing: keys of people and of cases. A room kept free; nothing lives here yet."""
