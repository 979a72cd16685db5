"""Visits to places of detention and what came of them. A room kept free; nothing lives here yet."""
