"""Charts that set ours beside the paper's."""
