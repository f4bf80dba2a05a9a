"""Run in a copy of the program: what each consumer of scores shows there, as one JSON document on standard output."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

import osteo_core
from osteo_core.cli import main as cli
from osteo_core.scores import registry
from osteo_core.stored import nhanes_people as real_people
from osteo_core.stored import nhanes_scores as real_scores
from osteo_core.stored.nhanes_tasks import SCREENING, SCREENING_SCORES

HERE = Path.cwd()
PATIENT = {
    "clinical": {"age": 70, "sex": "female", "ethnicity": "european", "height_cm": 160, "weight_kg": 60, "postmenopausal": True},
    "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.65},
}


def _command(*words: str) -> str:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert cli.main(list(words)) == 0
    return told.getvalue()


def _page(name: str, language: str) -> dict[str, Any]:
    """The page's Markdown, tables and alt sentences, for the example that stands there at first."""
    app = AppTest.from_file(str(HERE / "app.py"), default_timeout=300)
    app.session_state["language"] = language
    app.session_state["wanted"] = name  # opened first: the patient's page is not drawn before it
    app.run()
    assert not app.exception, app.exception
    return {
        "text": [m.value for m in app.markdown],
        "tables": [table.value.to_csv() for table in app.table],
        "expanders": [expander.label for expander in app.expander],
        "alts": [chart.proto.alt for chart in app.get("plotly_chart")],
    }


def main() -> None:
    """Print the document."""
    assert Path(osteo_core.__file__).is_relative_to(HERE), osteo_core.__file__
    patient, table, out = HERE / "patient.json", HERE / "in.csv", HERE / "out.csv"
    patient.write_text(json.dumps(PATIENT), encoding="utf-8")
    table.write_text("id,age,sex,weight_kg,dementia\na,60,female,61,\nb,50,male,110,1\nc,60,female,,0\n", encoding="utf-8")
    _command("score", str(table), str(out), "--comparators")
    people = real_people.load()
    women = real_people.findings(people, SCREENING_SCORES, "female", weighted=False)
    document = {
        "names": [about.name for about in registry.abouts()],
        "compare": json.loads(_command("compare", str(patient), "--format", "json")),
        "compare_text": _command("compare", str(patient), "--language", "zh"),
        "scored": out.read_text(encoding="utf-8"),
        "methods": json.loads(women.methods.to_json(orient="records")),
        "cut_offs": json.loads(women.cut_offs.to_json(orient="records")),
        "not_asked": json.loads(real_scores.not_asked(people).to_json(orient="records")),
        "both_sexes": [comparator.name for comparator in SCREENING.comparators],
        "pages": {f"{page}.{language}": _page(page, language) for page in ("compare", "real_people") for language in ("en", "zh")},
    }
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main()
