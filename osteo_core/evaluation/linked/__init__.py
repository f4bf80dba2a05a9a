"""People to be looked at in charts that filter each other: who they are, counted in cells, and what holds of a part of them."""
