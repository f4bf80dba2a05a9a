"""Files of every kind that a hospital or a cohort gives out, opened as tables whose rows come a chunk at a time."""
