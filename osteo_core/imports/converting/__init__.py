"""From the cells of a table to columns in the catalogue's names."""
