from __future__ import annotations

import subprocess
import sys

import pytest

import osteo_core
from osteo_core.errors import ArtifactError, InvalidInput, OsteoError, Problem

AGE = {"label": {"en": "Age", "zh": "年龄"}, "value": "19", "unit": "", "low": "40", "high": "100"}


def test_a_problem_says_where_in_both_languages() -> None:
    problem = Problem("clinical.age", "patients.problem.range", AGE)
    assert problem.text("en") == "clinical.age: Age: 19 is outside the allowed range, 40 to 100"
    assert problem.text("zh") == "clinical.age：年龄：19 超出允许范围（40 至 100）"


def test_rows_are_shown_from_one() -> None:
    assert str(Problem("age", "patients.problem.range", AGE, row=0)).startswith("Row 1, column age: ")


def test_invalid_input_keeps_its_problems_and_is_a_value_error() -> None:
    two = [Problem("", "patients.problem.empty"), Problem("clinical.age", "patients.problem.range", AGE)]
    error = InvalidInput(two)
    assert error.problems == tuple(two)
    assert len(str(error).splitlines()) == len(error.text("zh").splitlines()) == 2
    assert isinstance(error, ValueError)
    assert issubclass(ArtifactError, OsteoError)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, osteo_core; print([m for m in ('numpy', 'pandas', 'pydantic', 'torch', 'shap', 'streamlit') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_a_patient_loads_no_torch() -> None:
    heavy = ("torch", "shap", "sklearn", "streamlit", "nibabel")
    code = f"import sys; from osteo_core import Patient; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_attributes_of_the_package() -> None:
    assert osteo_core.__version__ == "0.2.0"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = osteo_core.nothing
