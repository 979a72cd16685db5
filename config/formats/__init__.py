"""How dates and numbers are written and read in the three languages.

A date may be typed as 03.04.2026 (3 April) or 2026-04-03. Slashes are refused everywhere: 03/04/2026 is 3 April to one
reader and 4 March to another, and a wrong day is a missed deadline.
"""
