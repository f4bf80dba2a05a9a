"""One patient's answers, as several pages show them: risks, why, and every score."""
