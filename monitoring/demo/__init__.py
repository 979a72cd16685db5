"""Invented visits of the demonstration, beside its invented cases. Every code comes from the pack's profile."""
