"""Your hospital: a table of one's own people, what a model does on them, the layer that they make, and how it keeps."""
