"""Figures for programs: the funnel and what belongs to it, time to event, and what others published."""
