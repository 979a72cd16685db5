"""The report of a visit on paper: for whom it is, and so how much it shows, is chosen first."""
