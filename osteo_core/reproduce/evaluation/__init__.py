"""Makes artifacts/evaluation and artifacts/explanations: what every compared model says of people whom none has seen.

    python -m osteo_core.reproduce.evaluation [people|ladder|rows|selection|explanations|all]

Each part can be made by itself and gives the same numbers again. Nothing in them is evidence about patients: the people are virtual.
"""
