"""The mapping: which column becomes which field, in which unit and by which codes; written and read as TOML; the ready-made ones."""
