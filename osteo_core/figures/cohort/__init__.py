"""Charts of who was analysed, what is missing, and matching."""
