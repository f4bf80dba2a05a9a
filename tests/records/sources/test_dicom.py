"""Structured reports. No maker's report is public: these are built here."""

import io
from datetime import date

import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from osteo_core.errors import InvalidInput
from osteo_core.records.sources.read import read_content
from osteo_core.records.sources.settle import accepted

TODAY = date(2025, 6, 1)


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return Sequence([item])


def num(concept, value, unit="g/cm2", *children):
    item, measured = Dataset(), Dataset()
    item.RelationshipType, item.ValueType, item.ConceptNameCodeSequence = "CONTAINS", "NUM", code(*concept)
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = str(value), code(unit, "UCUM", unit)
    item.MeasuredValueSequence = Sequence([measured])
    if children:
        item.ContentSequence = Sequence(children)
    return item


def coded(concept, value):
    item = Dataset()
    item.RelationshipType, item.ValueType = "HAS CONCEPT MOD", "CODE"
    item.ConceptNameCodeSequence, item.ConceptCodeSequence = code(*concept), code(*value)
    return item


def container(meaning, *children):
    item = Dataset()
    item.RelationshipType, item.ValueType, item.ConceptNameCodeSequence = "CONTAINS", "CONTAINER", code("1", "99TEST", meaning)
    item.ContentSequence = Sequence(children)
    return item


def report(*children, modality="SR", content=True, **more):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.22", "1.2.3"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID, dataset.Modality = meta.MediaStorageSOPClassUID, "1.2.3", modality
    dataset.StudyDate, dataset.PatientSex, dataset.PatientAge, dataset.PatientSize = "20240501", "F", "071Y", "1.6"
    dataset.Manufacturer, dataset.ManufacturerModelName = "HOLOGIC", "Horizon A"
    for name, value in more.items():
        setattr(dataset, name, value)
    if content:
        dataset.ValueType, dataset.ContentSequence = "CONTAINER", Sequence(children)
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


SITE, SIDE = ("363698007", "SCT", "Finding Site"), ("272741003", "SCT", "Laterality")


def test_values_their_sites_and_what_is_not_known():
    content = report(
        container("AP Spine L1-L4", num(("24966-4", "LN", "Lumbar spine BMD"), 0.742), num(("T1", "99HOL", "T-score"), -2.8, "1")),
        container(
            "Hip", coded(SIDE, ("7771000", "SCT", "Left")),
            num(("B", "99HOL", "BMD"), 0.612, "g/cm2", coded(SITE, ("29627003", "SCT", "Neck of femur"))),
            num(("B", "99HOL", "BMD"), 0.7, "g/cm2"),
            num(("Q", "99HOL", "Hip axis length"), 101, "mm"),
            num(("T1", "99HOL", "T-score"), 0.7, "g/cm2", coded(SITE, ("29627003", "SCT", "Neck of femur"))),
        ),
    )  # fmt: skip
    values = read_content(content, "sr.dcm", TODAY)
    assert {v.field: v.value for v in values if v.status == "accept"} == {
        "lumbar_spine_bmd": 0.742, "lumbar_spine_t": -2.8, "femoral_neck_bmd": 0.612, "manufacturer": "hologic", "scan.device": "Horizon A",
        "sex": "female", "age": 71, "height_cm": 160,
    }  # fmt: skip
    others = [(v.status, v.reason.key.rpartition(".")[2]) for v in values if v.status != "accept"]
    assert others == [("question", "femur"), ("refused", "concept"), ("refused", "bmd_as_score")]
    (visit,) = accepted(values, TODAY).record.visits
    assert (visit.scan.device, visit.scan.side, visit.scan.vertebrae, visit.date) == ("Horizon A", "left", "L1-L4", date(2024, 5, 1))


def test_a_single_vertebra_and_a_value_that_is_not_there():
    values = read_content(
        report(
            container("L1", coded(SITE, ("66794005", "SCT", "L1")), num(("B", "99HOL", "BMD"), 0.7)),
            container("AP Spine", num(("T", "99HOL", "T-score"), "", "1")),
        ),
        "sr.dcm",
        TODAY,
    )
    assert [v.reason.key.rpartition(".")[2] for v in values if v.status != "accept"] == ["one_vertebra", "no_value"]


def test_the_age_is_also_known_from_the_date_of_birth_and_a_child_is_refused():
    spine = container("AP Spine", num(("T", "99HOL", "T-score"), -1.2, "1"))
    (age,) = [v.value for v in read_content(report(spine, PatientAge="", PatientBirthDate="19520602"), "sr.dcm", TODAY) if v.field == "age"]
    assert age == 71  # the day before the birthday would be the 1st of June
    for of_child in ({"PatientAge": "018M"}, {"PatientAge": "012Y"}, {"PatientAge": "", "PatientBirthDate": "20100101"}):
        with pytest.raises(InvalidInput) as error:
            read_content(report(spine, **of_child), "sr.dcm", TODAY)
        assert error.value.problems[0].key == "records.fhir.child"


def test_a_file_that_ends_too_early_gives_no_part_of_itself():
    whole = report(container("AP Spine L1-L4", num(("B", "99HOL", "BMD"), 0.742), num(("T", "99HOL", "T-score"), -2.8, "1")))
    for size in range(len(whole) - 400, len(whole) - 1, 7):
        with pytest.raises(InvalidInput):
            read_content(whole[:size], "sr.dcm", TODAY)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (report(container("Nothing")), "dicom_no_measurements"),
        (report(modality="BMD", content=False), "dicom_no_report"),
        (b"\0" * 128 + b"DICM" + b"\x02\x00\x00\x00UL\x04\x00\x02", "dicom_broken"),
    ],
)
def test_reports_that_are_refused(content, key):
    with pytest.raises(InvalidInput) as error:
        read_content(content, "sr.dcm", TODAY)
    assert error.value.problems[0].key == f"records.source.{key}"
