"""Cases and what hangs on them for programs: the columns that may leave the house, the filters of the list, and the
actions of the pages. Nothing sealed has a column here."""
