"""The page of the paper's four tables."""
