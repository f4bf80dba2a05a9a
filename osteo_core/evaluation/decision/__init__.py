"""What acting on a prediction is worth: thresholds, net benefit, reclassification."""
