"""Charts of the network's inside: tensors, attention scales, the map."""
