"""Charts of several scores for one patient."""
