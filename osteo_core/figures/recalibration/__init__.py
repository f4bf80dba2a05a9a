"""Charts of a model on a hospital's own people."""
