"""Somebody's own table of outcomes and predictions: its columns, what they mean, and the study they make."""
