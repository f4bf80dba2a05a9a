"""Charts of one patient: risks, what if, missing tests, the reference curve."""
