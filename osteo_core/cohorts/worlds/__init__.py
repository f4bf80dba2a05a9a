"""Virtual populations, one folder a world: how people are drawn, and what is truly known of them."""
