"""Recommendations: rules, steps, letters, board and pages."""
