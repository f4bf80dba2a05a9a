"""Whether predicted risks are the observed ones: intercept, slope, flexible curve, distances from it, and the logistic regression."""
