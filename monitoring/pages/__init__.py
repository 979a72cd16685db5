"""The page of one visit, opening its words, and what a lead decides about it."""
