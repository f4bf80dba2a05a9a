"""The session's visits, and what brings them in; shown on the patient's page and over time."""
