"""NHANES: the extract that ships, and how CDC's own files are read."""
