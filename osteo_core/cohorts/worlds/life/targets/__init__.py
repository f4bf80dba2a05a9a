"""What the world is held against: published figures and the survey, each with its tolerance."""
