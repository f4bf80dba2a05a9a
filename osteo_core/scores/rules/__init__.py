"""Treatment rule sets: what each asks, and what a record answers."""
