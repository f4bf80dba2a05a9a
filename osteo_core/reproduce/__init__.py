"""Makers of what ships in artifacts/ and beside the package. What only reads it is in `stored`; what only measures is in `benchmark`."""
