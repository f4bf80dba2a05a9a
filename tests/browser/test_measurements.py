"""Files of a scanner and of a force plate, handed over on the patient's page: measured, shown, in the boxes; or refused with the reason."""

from __future__ import annotations

import nibabel as nib
import numpy as np
from playwright.sync_api import Browser, Page, expect

from osteo_core.translations import translate
from tests.browser.steps import field, filled, fits, hindrances, show_fields
from tests.browser.tabs import LONG, opened, rest
from tests.scans import foam
from tests.sway.paths import circle


def _nifti(voxel_mm: float) -> bytes:
    image = nib.Nifti1Image(foam()["values"], np.diag([voxel_mm] * 3 + [1.0]))
    image.header.set_xyzt_units("mm")
    content: bytes = image.to_bytes()
    return content


def _give(tab: Page, name: str, content: bytes) -> None:
    uploader = tab.get_by_test_id("stFileUploaderDropzoneInput")
    expect(uploader).to_have_count(1, timeout=LONG)
    with tab.expect_response(lambda answer: "/upload_file/" in answer.url, timeout=LONG):
        uploader.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    rest(tab)


def test_a_scan_is_measured_seen_in_its_middle_slice_and_a_coarse_one_refused(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "zh") as tab:
        show_fields(tab, "micro")
        tab.get_by_text(translate("scan.title", "zh")).click()
        rest(tab)
        _give(tab, "coarse.nii", _nifti(0.3))
        expect(tab.get_by_text("0.3 mm").first).to_be_visible()
        assert field(tab, "bv_tv").input_value() == ""
        _give(tab, "scan.nii", _nifti(0.1))
        expect(tab.get_by_text(translate("scan.taken", "zh"))).to_be_visible(timeout=LONG)
        expect(tab.locator(".st-key-chart-scan .js-plotly-plot")).to_be_visible()
        assert 0.2 < float(filled(field(tab, "bv_tv"))) < 0.3
        assert hindrances(tab) == []
        assert fits(tab)


def test_a_force_plates_velocity_is_entered_on_a_click_and_stays_in_the_other_language(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "en") as tab:
        show_fields(tab, "sensory")
        tab.get_by_text(translate("plate.title", "en")).click()
        rest(tab)
        _give(tab, "plate.csv", circle(radius_cm=0.5, turns_hz=0.3).to_csv(index=False).encode())
        for name in ("plate_unit", "plate-eyes", "plate-surface"):  # the first choice of each: mm, open, firm
            tab.locator(f'[class*="{name}"] input').first.click()
            tab.keyboard.press("ArrowDown")
            tab.keyboard.press("Enter")
            rest(tab)
        assert hindrances(tab) == []
        tab.get_by_role("button", name=translate("walk.enter", "en")).click()
        expect(field(tab, "sway_velocity")).to_have_value("0.94")
        expect(tab.get_by_text(translate("walk.derived", "en")).first).to_be_visible()
        assert fits(tab)
