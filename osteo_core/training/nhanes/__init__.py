"""Training of the network of real people."""
