"""A scan on the patient's page: what was measured stands in the record and in the boxes."""

from __future__ import annotations

import nibabel as nib
import numpy as np
import pytest

from tests.pages.opened import opened
from tests.scans import foam


def test_what_a_scan_measures_stands_in_the_boxes() -> None:
    app = opened(None, "en", {"form.modality": "micro", "scan.fold.1": True})
    assert app.text_input(key="field.1.bv_tv.fraction").value == ""
    scan = foam()
    image = nib.Nifti1Image(scan["values"], np.diag([scan["voxel_mm"]] * 3 + [1.0]))
    image.header.set_xyzt_units("mm")
    app.file_uploader(key="scan.file.1").set_value(("scan.nii", image.to_bytes(), "application/octet-stream"))
    app.run()
    assert not app.exception
    draft = app.session_state["record"].draft
    assert draft["bv_tv"] == pytest.approx(0.25, abs=0.01)
    for box in ("field.1.bv_tv.fraction", "field.1.tb_th.mm"):
        assert float(app.text_input(key=box).value or "nan") == draft[box.split(".")[2]]
