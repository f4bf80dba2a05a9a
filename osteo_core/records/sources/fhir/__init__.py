"""HL7 FHIR R4 and R4B, read as plain JSON by one table (codes.toml): strict models refuse what hospitals really send."""
