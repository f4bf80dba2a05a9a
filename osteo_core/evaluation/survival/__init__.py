"""Censored follow-up: Kaplan-Meier, Cox, concordance, AUC over time with competing deaths."""
