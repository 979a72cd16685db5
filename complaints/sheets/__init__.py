"""One case on paper: how much of it is shown is chosen first."""
