"""Tables of patients: opened, their columns recognised, their cells read a chunk at a time."""
