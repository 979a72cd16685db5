"""People, organisations, what each role may do, and the jobs people start."""
