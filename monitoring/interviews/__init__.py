"""From interview to complaint: what was told during a visit, whom it was passed on to, what followed for people."""
