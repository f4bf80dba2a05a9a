"""The acceptance benchmark: each figure of the design measured on fresh virtual people, beside its target.

    python -m osteo_core.benchmark [accuracy|calibration|coverage|ranking|speed|all] [--people 20000]

It answers for the network and the software; nothing measured on virtual people is evidence about patients.
"""
