"""Ready-made mappings on small files in the real layouts: names, codes and texts as UK Biobank, OAI, NHANES and PLINK write them."""

from __future__ import annotations

import pandas as pd
import pytest

from osteo_core.imports.mapping.document import FieldMapping, Mapping, SourceColumn
from osteo_core.imports.mapping.ready_made import ready_made
from osteo_core.imports.mapping.toml_reading import read_mapping
from osteo_core.imports.mapping.toml_text import toml_text
from osteo_core.imports.planning import Plan, planned
from osteo_core.imports.reading.opening import Given, open_all
from osteo_core.imports.suggestion.profiles import sample

UKB = {
    "eid": [1, 2, 3, 4],
    "21022-0.0": [62, 55, 48, 69],
    "31-0.0": [0, 1, 0, 1],
    "21000-0.0": [1001, 4001, 5, -3],
    "50-0.0": [160.0, 175.5, 158.0, 170.0],
    "21002-0.0": [61.0, 80.2, 55.0, 77.0],
    "2296-0.0": [1, 2, 3, -3],
    "2724-0.0": [1, "", 0, ""],
    "20116-0.0": [0, 2, 1, -3],
    "3005-0.0": [1, 0, "", -1],
    "20003-0.0": [1140874930, 1140861958, "", ""],
    "20003-0.1": ["", 1140922174, "", ""],
    "3148-0.0": [0.51, 0.6, 0.45, 0.5],
    "23208-2.0": [0.72, "", 0.66, 0.9],
    "23299-2.0": [0.70, "", 0.68, ""],
}
TEXTS = {
    "31": {0: "Female", 1: "Male"},
    "2296": {1: "No falls", 2: "Only one fall", 3: "More than one fall", -3: "Prefer not to answer"},
    "2724": {1: "Yes", 0: "No"},
    "20116": {0: "Never", 2: "Current", 1: "Previous", -3: "Prefer not to answer"},
    "3005": {1: "Yes", 0: "No", -1: "Do not know"},
}
NAMES = {
    "bare": lambda field, instance, array: (
        f"p{field}" if field in ("21022", "31") else f"p{field}_i{instance}" + (f"_a{array}" if field == "20003" else "")
    ),
    "rap": lambda field, instance, array: "participant." + NAMES["bare"](field, instance, array),
    "dots": lambda field, instance, array: f"f.{field}.{instance}.{array}",
    "dash": lambda field, instance, array: f"{field}-{instance}.{array}",
}


def _plan(name: str, content: bytes, **more: object) -> Plan:
    opened = open_all([Given(name, content)])
    return planned(opened, sample(opened), accept=True, **more)  # type: ignore[arg-type]


def _columns(found: Plan) -> dict[str, list[object]]:
    from osteo_core.imports.planning import converted_sample

    return {name: [None if value != value else value for value in cells.tolist()] for name, cells in converted_sample(found).items()}


def _ukb(style: str, texts: bool) -> bytes:
    columns = {}
    for name, cells in UKB.items():
        if name == "eid":
            columns["participant.eid" if style == "rap" else "f.eid" if style == "dots" else "eid"] = cells
            continue
        field, _, rest = name.partition("-")
        instance, _, array = rest.partition(".")
        columns[NAMES[style](field, instance, array)] = (
            [TEXTS[field].get(cell, cell) for cell in cells] if texts and field in TEXTS else cells
        )
    return pd.DataFrame(columns).to_csv(index=False).encode()


@pytest.mark.parametrize("style", NAMES)
@pytest.mark.parametrize("texts", [False, True])
def test_uk_biobank_in_all_its_names_as_codes_or_as_text(style: str, texts: bool) -> None:
    found = _plan("ukb.csv", _ukb(style, texts))
    assert found.ready == "uk_biobank"
    people = _columns(found)
    assert people["age"] == [62, 55, 48, 69]
    assert people["sex"] == ["female", "male", "female", "male"]
    assert people["ethnicity"] == ["european", "african", "asian", None]
    assert people["falls_12m"] == [0, 1, 1, None]
    assert people["postmenopausal"] == [1, None, 0, None]
    assert people["current_smoking"] == [0, 1, 0, None]
    assert people["prior_fracture"] == [1, None, None, None]  # asked of five years only: "no" is not "never"
    assert people["glucocorticoid_use"] == [1, 0, None, None]
    assert people["femoral_neck_bmd"] == [0.70, None, 0.66, 0.9]  # the lower of the two sides
    assert set(people["manufacturer"]) == {"ge_lunar"}
    assert not any("3148" in source.column for each in found.mapping.fields for source in each.sources)  # a heel is no hip


OAI = """ID|P02SEX|P02RACE|V00AGE|P01BMI|P01HEIGHT|P01WEIGHT|V00SMOKER|V0020MPACE|V00HIPFX|V00SPNFX|V00BONEFX|V00FALL
9000099|1: Male|1: White or Caucasian|59|23.8|1767.5|74.3|0: Never|1.51|0: No|0: No|1: Yes|0: No
9000296|1: Male|1: White or Caucasian|69|29.8|1695|85.6|2: Former|1.26|0: No|0: No|0: No|1: Yes
9000622|2: Female|2: Black or African American|71|22.7|1543.5|54.1|.: Missing Form|.: Missing Form|1: Yes|0: No|1: Yes|.: Missing
"""


def test_oai_as_released() -> None:
    found = _plan("AllClinical00.txt", OAI.encode())
    assert found.ready == "oai"
    people = _columns(found)
    assert people["sex"] == ["male", "male", "female"]
    assert people["ethnicity"] == ["european", "european", "african"]
    assert people["height_cm"] == [176.75, 169.5, 154.35]
    assert people["current_smoking"] == [0, 0, None]
    assert people["gait_speed"] == [1.51, 1.26, None]
    assert people["prior_fracture"] == [None, 0, 1]  # another bone alone is not known to be a fragility fracture
    assert people["prior_fracture_sites"] == [None, None, ("hip",)]
    assert people["falls_12m"] == [0, 1, None]


def test_nhanes_files_joined_by_seqn(tmp_path: object) -> None:
    import pyreadstat

    demo = pd.DataFrame({"SEQN": [1.0, 2, 3], "RIAGENDR": [1.0, 2, 2], "RIDAGEYR": [60.0, 71, 80], "RIDRETH3": [6.0, 3, 1]})
    scan = pd.DataFrame({"SEQN": [2.0, 3], "DXXNKBMD": [0.61, 0.72], "DXXOFBMD": [0.7, 0.81]})
    files = []
    for name, table in (("P_DEMO.xpt", demo), ("P_DXXFEM.xpt", scan)):
        path = tmp_path / name  # type: ignore[operator]
        pyreadstat.write_xport(table, str(path), file_format_version=5)
        files.append(Given(name, path))
    opened = open_all(files)
    found = planned(opened, sample(opened))
    assert found.ready == "nhanes"
    people = _columns(found)
    assert people["sex"] == ["male", "female", "female"]
    assert people["ethnicity"] == ["asian", "european", "hispanic"]
    assert people["femoral_neck_bmd"] == [None, 0.61, 0.72]
    assert set(people["manufacturer"]) == {"hologic"}


RAW = "FID IID PAT MAT SEX PHENOTYPE rs3736228_C rs4355801_A rs1544410_T\n" + "\n".join(
    f"F I{i} 0 0 {1 + i % 2} -9 {i % 3} {i % 3} 1" for i in range(6)
)


def test_plink_turns_the_other_allele_and_leaves_out_what_it_cannot_tell() -> None:
    found = _plan("panel.raw", RAW.encode())
    assert found.ready == "plink"
    people = _columns(found)
    assert people["sex"] == ["male", "female"] * 3
    assert people["rs3736228"] == [2, 1, 0, 2, 1, 0]  # counts C, the effect allele is T
    assert people["rs4355801"] == [0, 1, 2, 0, 1, 2]
    assert "rs1544410" not in people
    assert [each.kind for each in found.findings if each.decision] == ["alleles_no_effect_allele"]


def test_a_palindromic_snp_needs_a_frequency() -> None:
    said = Mapping(
        fields=(FieldMapping(target="rs1544410", sources=(SourceColumn(column="rs1544410_T", effect="A", noneffect="T"),)),),
    )
    found = _plan("panel.raw", RAW.encode(), mapping=said)
    assert [each.kind for each in found.findings if each.decision][:1] == ["alleles_palindromic"]


@pytest.mark.parametrize("name", ready_made())
def test_a_ready_made_mapping_goes_through_its_document(name: str) -> None:
    mapping = ready_made()[name].mapping
    assert read_mapping(toml_text(mapping).encode()) == mapping


def test_whatever_a_mapping_holds_it_is_read_back() -> None:
    strange = 'a "quoted"\\ = [name]\n列\x7f'
    source = SourceColumn(column=strange, values={strange: "yes", "2": "no"}, missing=(strange, "-9"), other="no")
    two = FieldMapping(target="falls_12m", rule="any", sources=(source, SourceColumn(column="b")), confidence=0.91, reason=strange)
    numbers = FieldMapping(target="height_cm", sources=(SourceColumn(column=strange, unit="in"),))
    mapping = Mapping(
        name=strange,
        note="x",
        identity=strange,
        visit="d",
        visit_order="dmy",
        constants={"manufacturer": "hologic"},
        fields=(numbers, two),
        keep=(strange,),
        accepted=("a:b",),
        reading={"separator": "\t"},
    )
    assert read_mapping(toml_text(mapping).encode()) == mapping
