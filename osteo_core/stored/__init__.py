"""Readers of what ships in artifacts/: held-out people, the ladder of modalities, explained people, real people.

The makers are in `reproduce`.
"""
