"""Training on a user's own people: reading, refusing, nested cross-validation beside simpler models, the artifact."""
