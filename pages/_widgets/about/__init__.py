"""The pages About and the checklist."""
