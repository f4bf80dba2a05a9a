"""Charts that filter each other in the browser: one Vega-Lite document made with Altair, its sentence and its numbers."""
