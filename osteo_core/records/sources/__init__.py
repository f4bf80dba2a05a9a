"""What other systems send, read into values to look through: FHIR, DICOM structured reports, text of reports, our own JSON.

Each value comes with what the source had, what it becomes, and whether it can be accepted, is a question, or is refused and why.
Nothing is accepted here.
"""
