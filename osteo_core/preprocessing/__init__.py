"""From harmonised columns to completed, standardised network inputs: splits, z-scores, coding, multiple imputation."""
