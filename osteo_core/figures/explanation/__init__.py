"""Charts of contributions and attention."""
