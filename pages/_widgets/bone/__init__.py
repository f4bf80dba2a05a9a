"""The page of bone and balance."""
