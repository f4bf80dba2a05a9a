"""CDS Hooks 2.0: what a record system asks when a patient's chart is opened (`patient-view`).

`fhir.py` reads the few FHIR resources that are needed, `cards.py` says what there is to be said, `routes.py` is the protocol.
Source: https://cds-hooks.hl7.org/2.0/
"""
