"""The page of critical reading."""
