"""DICOM structured reports of densitometers.

No maker's concept codes are public, so the tables here hold standard codes (LOINC, SNOMED CT) and the words that makers use; the tests
build their own reports. A concept that is not in a table is listed, never guessed.
"""
