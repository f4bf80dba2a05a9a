"""Estimates from complex surveys: weights, strata, primary sampling units."""
