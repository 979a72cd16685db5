"""Visits and recommendations for programs: coded facts, under the filters of the lists, by the actions of the pages."""
