"""QFracture-2012, exactly as released."""
