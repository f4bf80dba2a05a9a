"""The next best test: which missing modality could change a decision, how likely, and what that is worth."""
