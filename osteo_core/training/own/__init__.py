"""Training on a user's own people: reading and refusing, nested cross-validation beside simpler models, and the artifact that is offered."""
