"""The page of the NHANES participants."""
