"""What a study shows on several pages: survival."""
