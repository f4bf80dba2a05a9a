"""The dashboard and the service in one process, as `osteo serve` runs them; `make run` does without this folder."""
