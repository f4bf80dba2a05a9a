"""The world "as in life": virtual people anchored in survey participants and published effects, and the Bayes-optimal answers.

Synthetic where the survey measured nothing; each number that was chosen is marked as such in parameters.toml.
"""
