"""The published paper: its tables as printed, its ranks, its contradictions and their arithmetic, TRIPOD+AI.

Statistics that any paper needs are in `evaluation`.
"""
