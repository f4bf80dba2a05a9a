"""The network of the world as in life: its people, how it is trained, and what is written about it."""
