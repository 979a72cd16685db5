"""How fast and how large: ratios within one run, printed by `make bench`. Nothing here is a test."""
