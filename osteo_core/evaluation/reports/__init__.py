"""Reports on several models for the same people, assembled from the other rooms, with the reason wherever a metric is undefined."""
