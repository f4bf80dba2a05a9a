"""The page that sets the scores side by side."""
