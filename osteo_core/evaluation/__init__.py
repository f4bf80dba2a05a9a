"""Statistics of predictions, each with its convention and source."""
