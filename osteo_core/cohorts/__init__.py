"""People as tables: the virtual cohort, NHANES, linkage, quality control and the selection flow."""
