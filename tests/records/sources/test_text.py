"""Pasted reports and PDFs: what the three makers print, in both languages."""

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from osteo_core.errors import InvalidInput
from osteo_core.records.sources.read import read_content
from osteo_core.records.sources.settle import accepted
from osteo_core.translations import translate

TODAY = date(2025, 6, 1)

HOLOGIC = """Sex: Female   Height: 160.0 cm   Weight: 58.5 kg   Age: 74   DOB: 03/04/1950
Scan Date: May 1, 2024     Hologic Horizon A
AP Spine
Region  Area (cm²)  BMC (g)  BMD (g/cm²)  T-score  PR (%)  Z-score  AM (%)
L1   12.05   8.52   0.707   -2.6   71   -0.8   88
L2   13.10   9.55   0.729   −2.7   71   -0.8   89
L3   14.80  11.12   0.751   –2.7   72   -0.7   90
L4   16.01  12.20   0.762   -2.7   72   -0.6   92
Total 55.96 41.39 0.740 -2.8 71 -0.7 90
Left Hip
Neck  4.93 2.99 0.607 -2.2 71 -0.6 91
Troch 9.1 5.2 0.571 -1.3 80 -0.1 98
Total 33.1 24.2 0.731 -1.7 78 -0.4 94
"""
GE = """检查日期：2024年5月1日  性别：女  年龄：71岁  GE Lunar iDXA
腰椎 前后位
部位   骨密度(g/cm²)  年轻成人(%)  T值  同龄(%)  Z值
L1–L4  0,912   77   –2,2   89   -0,9
左侧股骨
股骨颈  0,701 71 −2,4 85 -0,9
全髋   0,755 75 -2,0 89 -0,7
"""
NORLAND = """Norland XR-800   Exam Date: 2024-05-01
Right Femur
Site   BMD (g/cm²)   BMC (g)   Area (cm²)   Young Ref (%)   T-Score   Age Matched (%)   Z-Score
Femoral Neck   0.701   3.52   5.02   73   -2.3   92   -0.5
"""


def read(text):
    return read_content(text.encode(), "report.txt", TODAY)


def taken(text):
    return {v.field: v.value for v in read(text) if v.status == "accept"}


def test_hologics_columns():
    assert taken(HOLOGIC) == {
        "lumbar_spine_bmd": 0.740, "lumbar_spine_t": -2.8, "lumbar_spine_z": -0.7, "femoral_neck_bmd": 0.607, "femoral_neck_t": -2.2,
        "femoral_neck_z": -0.6, "total_hip_bmd": 0.731, "total_hip_t": -1.7, "total_hip_z": -0.4, "age": 74, "sex": "female",
        "height_cm": 160, "weight_kg": 58.5, "manufacturer": "hologic",
    }  # fmt: skip
    (visit,) = accepted(read(HOLOGIC), TODAY).record.visits
    assert (visit.date, visit.scan.side, visit.scan.vertebrae) == (date(2024, 5, 1), "left", "L1-L4")
    refused = [v.found for v in read(HOLOGIC) if v.status == "refused"]
    assert len(refused) == 13  # four vertebrae of three values, and the trochanter
    assert any(found.startswith("Troch") for found in refused)


def test_ge_in_chinese_with_a_decimal_comma_and_other_dashes():
    assert taken(GE) == {
        "lumbar_spine_bmd": 0.912, "lumbar_spine_t": -2.2, "lumbar_spine_z": -0.9, "femoral_neck_bmd": 0.701, "femoral_neck_t": -2.4,
        "femoral_neck_z": -0.9, "total_hip_bmd": 0.755, "total_hip_t": -2.0, "total_hip_z": -0.7, "age": 71, "sex": "female",
        "manufacturer": "ge_lunar",
    }  # fmt: skip
    assert read_content(GE.encode("gb18030"), "r.txt", TODAY) == read_content(GE.encode(), "r.txt", TODAY)


def test_norlands_columns():
    assert taken(NORLAND) == {"femoral_neck_bmd": 0.701, "femoral_neck_t": -2.3, "femoral_neck_z": -0.5, "manufacturer": "norland"}


TWO_LINES = """Patient: DOE, JANE     Birth Date: 3/14/1952 72.1 years
Height / Weight: 158.0 cm 62.5 kg   Measured: 5/14/2024 9:12:33 AM (17.00)   Sex / Ethnic: Female White
Hologic QDR   DXA Results Summary:
Region    Area     BMC      BMD      T -     PR      Z -     AM
         (cm²)     (g)    (g/cm²)   score   (%)    score    (%)
L1       12.31    8.45     0.687    -2.7     70    -0.9      87
L2       13.42   10.11     0.753    -2.5     73    -0.6      92
Total    57.81   43.67     0.755    -2.6     72    -0.7      91
Total BMD CV 1.0%, ACF = 1.024, BCF = 0.998, TH = 6.510
Left Hip   BMD     YA    T-score   AM   Z-score
         (g/cm²)   (%)            (%)
Neck      0.608    72    -2.2      95   -0.3
"""


def test_a_heading_over_two_lines_and_facts_as_printers_put_them_together():
    assert taken(TWO_LINES) == {
        "lumbar_spine_bmd": 0.755, "lumbar_spine_t": -2.6, "lumbar_spine_z": -0.7, "femoral_neck_bmd": 0.608, "femoral_neck_t": -2.2,
        "femoral_neck_z": -0.3, "age": 72.1, "sex": "female", "height_cm": 158, "weight_kg": 62.5, "manufacturer": "hologic",
    }  # fmt: skip
    assert {value.date for value in read(TWO_LINES)} == {date(2024, 5, 14)}


def test_both_hips_accepted_is_one_value_and_one_that_is_named():
    values = read("Scan date: 2024-05-01\nLeft femoral neck T -2.1\nRight femoral neck T -2.4")
    assert [v.reason.key.rpartition(".")[2] for v in values] == ["sides", "sides"]
    made = accepted([replace(v, status="accept") for v in values], TODAY)
    assert made.record.visits[0].patient.dxa.femoral_neck_t == -2.1
    assert [(v.value, problem.key) for v, problem in made.left_out] == [(-2.4, "records.refused.one_of_several")]


def test_chinese_names_of_vertebrae_and_hip():
    found = taken("区域  骨密度(g/cm2)  T值  Z值\n腰1 0.687 -2.7 -0.9\n腰1-腰4 0.755 -2.6 -0.7\n左髋总体 0.754 -1.5 0.0")
    assert (found["lumbar_spine_bmd"], found["lumbar_spine_t"], found["total_hip_bmd"]) == (0.755, -2.6, 0.754)


def test_one_sentence_of_three_regions_loses_none():
    text = "腰椎（L1～L4）骨密度为0.742g/cm²，T值为-2.8；左侧股骨颈骨密度0.601 g/cm²，T评分：－2.5SD；左侧全髋骨密度0.700g/cm²，T＝−1.9。"
    assert taken(text) == {
        "lumbar_spine_bmd": 0.742, "lumbar_spine_t": -2.8, "femoral_neck_bmd": 0.601, "femoral_neck_t": -2.5, "total_hip_bmd": 0.7,
        "total_hip_t": -1.9,
    }  # fmt: skip
    english = "The left total hip bone mineral density is 0.700 gm/cm2 with a T score of −1.9."
    assert taken(english) == {"total_hip_bmd": 0.7, "total_hip_t": -1.9}


@pytest.mark.parametrize(
    ("line", "vertebrae"),
    [("L1-L4 (L3) 0.7 g/cm² T -2.8", "L1, L2, L4"), ("L1, L2, L4 0.7 g/cm² T -2.8", "L1, L2, L4"), ("L2 to L4 0.7 g/cm² T -2.8", "L2-L4")],
)
def test_vertebrae_that_were_left_out(line, vertebrae):
    assert {value.vertebrae for value in read(line) if value.field == "lumbar_spine_t"} == {vertebrae}


@pytest.mark.parametrize(
    "text",
    [
        "检查日期：2024-05-14  报告日期：2024-05-15\nL1-L4 T -2.8",
        "Exam date: 2024-05-14   Previous exam date: 2021-05-14   Print date: 2024-06-01\nL1-L4 T -2.8",
        "Date: 2024-05-14\nL1-L4 T -2.8",
    ],
)
def test_the_day_of_the_examination_is_not_that_of_the_paper(text):
    assert {value.date for value in read(text)} == {date(2024, 5, 14)}


@pytest.mark.parametrize(
    "line",
    [
        "L1-L4 0.742 g/cm² T -2.8 Z -1.1",
        "L1–L4: BMD 0,742 g/cm2, T-score −2,8, Z-score –1,1",
        "Lumbar spine (L1 - L4) BMD = 0.742 g/cm^2; T score: -2.8; Z score: -1.1",
        "腰椎L1-L4 骨密度 0.742 g/cm²，T值 -2.8，Z值 -1.1",
        "腰椎 L1～L4：骨密度：0.742g/cm²，T值：－2.8，Z值：－1.1",
        "L1-L4 742 mg/cm² T-2.8 Z-1.1",
    ],
)
def test_one_line_however_written(line):
    assert taken(line) == {"lumbar_spine_bmd": 0.742, "lumbar_spine_t": -2.8, "lumbar_spine_z": -1.1}


def test_several_regions_on_one_line():
    found = taken("L1-L4 0.742 g/cm² T -2.8, left femoral neck 0.612 g/cm² T -2.1, total hip 0.7 g/cm² T -1.9")
    assert found == {
        "lumbar_spine_bmd": 0.742, "lumbar_spine_t": -2.8, "femoral_neck_bmd": 0.612, "femoral_neck_t": -2.1, "total_hip_bmd": 0.7,
        "total_hip_t": -1.9,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("L1 0.742 g/cm² T -2.8", "one_vertebra"),
        ("Femoral neck 0.612 -2.1 -0.4", "columns_guessed"),
        ("Scan date: 03/04/2024\nFemoral neck 0.612 g/cm² T -2.1", "ambiguous_date"),
        ("Region BMD (g/cm²) T-score Z-score\nNeck 0.612 71 -2.1 -0.4", "columns"),
        ("L1-L4 T -2.8\nBMD 0.742 g/cm2 T-score -1.0", "line"),
        ("L1-L4 T -2.8\n2021-03-01 69 0.775", "line"),
        ("L1-L4 T-score 0.742 g/cm2", "bmd_as_score"),
    ],
)
def test_what_is_not_sure_is_not_taken(text, reason):
    keys = {v.reason.key.rpartition(".")[2] for v in read(text) if v.reason}
    assert reason in keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Patient ID: 12  Scan date: 2024-01-01\nL1-L4 T -2.8\nPatient ID: 13\nL1-L4 T -1.0", "two_reports"),
        ("姓名：张三  L1-L4 T -2.8\n姓名：李四  L1-L4 T -1.0", "two_reports"),
        ("Scan date: 2020-01-01\nL1-L4 T -2.8\nScan date: 2024-01-01\nL1-L4 T -1.0", "two_dates"),
        ("Scan date: 2024-01-01\nL1-L4 T -2.8\nScan date: 2024-01-01\nL1-L4 T -1.0", "two_reports"),  # of one day
        ("The patient is well.", "no_values"),
        ("<Bundle xmlns='http://hl7.org/fhir'/>", "xml"),
    ],
)
def test_texts_that_are_refused(text, key):
    with pytest.raises(InvalidInput) as error:
        read(text)
    assert [p.key.rpartition(".")[2] for p in error.value.problems] == [key]
    assert error.value.text("zh")


def test_a_page_heading_that_repeats_the_date_is_still_one_report():
    values = read("Scan date: 2024-01-01\nL1-L4 T -2.8\nPage 2  Scan date: 2024-01-01\nFemoral neck T -1.0")
    assert {v.field for v in values if v.status == "accept"} == {"lumbar_spine_t", "femoral_neck_t"}


def pdf(*lines, page_of=""):
    """A page with lines of text, or a blank one."""
    writer = PdfWriter()
    page = writer.add_blank_page(400, 400)
    if lines or page_of:
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        stream = StreamObject()
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream.set_data((page_of or f"BT /F1 10 Tf 20 380 Td {shown} ET").encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def table_pdf(rows, order):
    """A table whose cells are set by their place, written in one or the other order."""
    cells = [(row, column) for row in range(len(rows)) for column in range(len(rows[0]))]
    placed = sorted(cells, key=lambda cell: cell[::-1] if order == "columns" else cell)
    shown = " ".join(f"1 0 0 1 {20 + 60 * column} {380 - 20 * row} Tm ({rows[row][column]}) Tj" for row, column in placed)
    return pdf(page_of=f"BT /F1 10 Tf {shown} ET")


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_a_table_of_a_pdf_whatever_order_its_cells_were_written_in(order):
    rows = [("Region", "BMD (g/cm2)", "T-score", "Z-score"), ("L1-L4", "0.742", "-2.8", "-1.1"), ("Neck", "0.601", "-2.2", "-0.5")]
    values = read_content(table_pdf(rows, order), "r.pdf", TODAY)
    assert {v.field: v.value for v in values if v.status == "accept"} == {
        "lumbar_spine_bmd": 0.742, "lumbar_spine_t": -2.8, "lumbar_spine_z": -1.1, "femoral_neck_bmd": 0.601, "femoral_neck_t": -2.2,
        "femoral_neck_z": -0.5,
    }  # fmt: skip


def test_a_report_of_this_program_is_not_read_again():
    with pytest.raises(InvalidInput) as error:
        read(f"{translate('reports.clinician.title', 'zh')}\nL1-L4 0.742 g/cm² T -2.8\n")
    assert error.value.problems[0].key == "records.source.own_report"


def test_a_pdf_with_text_and_one_without():
    values = read_content(pdf("Hologic", "Scan date: 2024-05-01", "L1-L4 0.742 g/cm2 T -2.8 Z -1.1"), "r.pdf", TODAY)
    assert {v.field: v.value for v in values if v.status == "accept"} == {
        "lumbar_spine_bmd": 0.742, "lumbar_spine_t": -2.8, "lumbar_spine_z": -1.1, "manufacturer": "hologic"
    }  # fmt: skip
    for content, key in ((pdf(), "pdf_no_text"), (b"%PDF-1.4 broken", "pdf_broken")):
        with pytest.raises(InvalidInput) as error:
            read_content(content, "r.pdf", TODAY)
        assert error.value.problems[0].key == f"records.source.{key}"
