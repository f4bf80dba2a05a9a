"""What the network is compared with on the same people: logistic regression and LightGBM."""
