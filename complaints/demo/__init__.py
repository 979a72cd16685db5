"""The demonstration: invented cases whose totals follow published figures. Every code comes from the pack's profile."""
