"""What the pages share: reading and writing the session, and drawing what osteo_core computed."""
