"""Shapley values by field and by modality."""
