"""The FRAX-style formula: hazards of fracture and of death by age, and the ten-year probabilities that follow from them.

Here belongs what both the score (`osteo_core/scores/frax_style`) and a virtual world (`osteo_core/cohorts/worlds/life`) read.
What explains, compares or shows the score belongs to the score; how the formula was fitted stands in its `data/FRAX.md`.
"""
