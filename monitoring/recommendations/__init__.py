"""Recommendations followed to their end: what was asked, what authorities said, what monitors saw."""
