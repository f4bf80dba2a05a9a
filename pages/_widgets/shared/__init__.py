"""What several pages use: the session's record and language, charts, notices, presenter's mode."""
