"""Names of the jobs of an import."""

SURVEY, CHECK, WRITE, UNDO = (f"complaints.imports.tasks.{name}" for name in ("survey", "check", "write", "undo"))
