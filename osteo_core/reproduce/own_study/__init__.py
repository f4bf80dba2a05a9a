"""The study of how many people an own model takes: who takes part, one comparison, and the table that ships once all of them are done."""
