"""Bone scans as scanners and programs write them, read into a Volume: NIfTI, Scanco's ISQ and AIM, slices as TIFF or DICOM."""

from osteo_core.patients.scans.read import read_files, read_scan

__all__ = ["read_files", "read_scan"]
