"""The page of the virtual cohort."""
