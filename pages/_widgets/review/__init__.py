"""The pages of review: Performance, Subgroups, Your predictions."""
