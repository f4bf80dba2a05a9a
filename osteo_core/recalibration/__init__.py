"""A model on a hospital's own people: validated, updated by as little as the data ask for, and watched from month to month.

The weights are never touched: what is learned here is a calibration layer, a small file that stands beside them. Whether a model was good
where it was made is in `evaluation`; training one anew is in `training`.
"""
