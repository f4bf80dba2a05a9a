"""What a study shows on several pages: curves, survival."""
