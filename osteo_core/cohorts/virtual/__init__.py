"""The old names of `osteo_core.cohorts.worlds.paper`; goes with version 0.3."""
