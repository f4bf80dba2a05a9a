"""Charts of bone volumes and of sway."""
