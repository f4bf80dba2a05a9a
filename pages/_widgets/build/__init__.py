"""The page that builds a diagnosis up."""
