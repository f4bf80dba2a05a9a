"""The page inside the network."""
