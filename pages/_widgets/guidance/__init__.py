"""For whoever comes here for the first time: the help page, and a short tour for each of the three users."""
