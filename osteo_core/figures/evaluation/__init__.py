"""Charts of how well models do."""
