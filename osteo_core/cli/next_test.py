"""`next-test PATIENT.json`: which missing test could change the decision at a threshold, and what it would bring."""
