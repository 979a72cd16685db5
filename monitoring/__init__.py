"""Visits to places of detention by those who monitor them, and what came of the visits."""
