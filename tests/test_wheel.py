"""What pip installs works on its own: from any folder, without HOME, without the checkout and the development packages."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pandas as pd
import pytest
from packaging.requirements import Requirement

import osteo_core
from osteo_core import Patient, load_model
from osteo_core.patients.examples import list_examples
from osteo_core.translations import translate
from tests.installed import ROOT, Installation, development_modules, install, plain_name
from tests.sway.paths import circle

CARRIED = ("app.py", "pages", "artifacts", "docs", ".streamlit/config.toml")
EXTRA = ("train --cohort nhanes",)
"""Documented commands that need more than the run-time packages."""
OWN_TESTS = ("train", "app", "serve", "validate", "update", "adopt", "morphometry", "gait")
"""Documented commands that do not come to an end in a test (training takes an hour, `app` and `serve` run until they are stopped), or whose
tests, with what they need, are in `tests/cli`.
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Nobody may write into it."""
    installation = install(tmp_path_factory.mktemp("wheel"))
    everything = [installation.packages, *installation.packages.rglob("*")]
    modes = {path: path.stat().st_mode for path in everything}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    before = installation.files()
    yield installation
    after = installation.files()
    for path in everything:
        path.chmod(modes[path])
    assert after == before  # root may write where nobody may: that nothing was written is seen from the files


@pytest.fixture(scope="module")
def metadata(installed: Installation) -> Message:
    (path,) = installed.packages.glob("*.dist-info/METADATA")
    return Parser().parsestr(path.read_text(encoding="utf-8"))


@pytest.fixture
def example() -> Path:
    return next(each.path for each in list_examples() if each.id == "woman-osteoporosis-fracture")


def _sum(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def test_the_wheel_has_every_file_of_the_checkout(installed: Installation) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        (record,) = (name for name in wheel.namelist() if name.endswith(".dist-info/RECORD"))
        sums = {row[0]: row[1] for row in csv.reader(wheel.read(record).decode().splitlines())}
    paths = (path for place in ("osteo_core", *CARRIED) for path in (ROOT / place, *(ROOT / place).rglob("*")))
    files = [path.relative_to(ROOT).as_posix() for path in paths if path.is_file() and "__pycache__" not in path.parts]
    places = {name: name if name.startswith("osteo_core/") else f"osteo_core/_app/{name}" for name in files}
    assert {Path(name).suffix for name in files} >= {".toml", ".json", ".parquet", ".csv", ".npz", ".md", ".safetensors", ".js", ".py"}
    assert len(files) > 500
    assert {name: sums.get(place) for name, place in places.items()} == {name: _sum((ROOT / name).read_bytes()) for name in files}


def test_it_adds_one_name_and_one_command(installed: Installation) -> None:
    names = {path.name for path in installed.packages.iterdir()}
    assert names == {"osteo_core", f"osteo_core-{osteo_core.__version__}.dist-info", "bin"}
    assert [path.name for path in (installed.packages / "bin").iterdir()] == ["osteo"]


def test_the_version_stands_in_one_place(metadata: Message) -> None:
    assert metadata["Version"] == osteo_core.__version__
    assert f'"{osteo_core.__version__}"' not in (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.ruff]")[0]


def test_licences_and_types_ship(installed: Installation, metadata: Message) -> None:
    (folder,) = installed.packages.glob("*.dist-info/licenses")
    shipped = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert set(shipped) == set(metadata.get_all("License-File") or ())
    assert {"LICENSE", "NOTICE", "osteo_core/scores/qfracture/data/QFRACTURE_LICENCE"} <= set(shipped)
    assert shipped == {name: (ROOT / name).read_bytes() for name in shipped}
    assert (installed.packages / "osteo_core" / "py.typed").is_file()


def test_every_place_that_the_notice_names_exists() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    named = re.findall(r"(?:osteo_core|artifacts)/[\w./*-]*[\w/*]", notice)
    assert len(named) > 8
    assert [place for place in named if not list(ROOT.glob(place.rstrip("/")))] == []


def test_what_it_needs_allows_the_versions_that_are_tested(metadata: Message) -> None:
    needed = {plain_name(each.name): each for each in map(Requirement, metadata.get_all("Requires-Dist") or ()) if each.marker is None}
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = {plain_name(name): version for name, _, version in (line.partition("==") for line in lines if "==" in line)}
    assert set(needed) == set(pins)
    assert [name for name, pin in pins.items() if pin not in needed[name].specifier] == []
    # Not exact, so that it installs beside others; and no further than the next version that may break something.
    assert all({each.operator for each in requirement.specifier} == {">=", "<"} for requirement in needed.values())


def test_an_import_finds_the_installed_package(installed: Installation) -> None:
    done = installed.python(
        "-c", "import osteo_core, osteo_core.locations as o; print(osteo_core.__file__, o.APP, o.ARTIFACTS_DIR, sep='\\n')"
    )
    package = installed.packages / "osteo_core"
    assert done.stdout.splitlines() == [str(package / "__init__.py"), str(package / "_app/app.py"), str(package / "_app/artifacts")]
    assert done.stderr == ""


def test_the_command_gives_the_same_answer_as_the_checkout(installed: Installation, example: Path) -> None:
    done = installed.osteo("assess", str(example), "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    expected = load_model().assess(Patient.from_json(example))
    assert found["osteoporosis"]["probability"] == pytest.approx(expected.osteoporosis.probability, abs=1e-6)
    assert expected.fracture is not None
    assert found["fracture"]["high"] == pytest.approx(expected.fracture.high, abs=1e-6)


def test_help_names_the_command(installed: Installation) -> None:
    done = installed.osteo("--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: osteo ")
    assert all(command in done.stdout for command in ("assess", "score", "compare", "evaluate", "train", "cohort", "app"))


def test_bad_input_has_its_exit_code(installed: Installation) -> None:
    done = installed.osteo("assess", "nobody.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"nobody.json: {translate('cli.not_found')}\n"


def _documented() -> list[str]:
    """Arguments of every `python -m osteo_core …` and `osteo …` in README's blocks, without what is said beside them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```", readme, re.DOTALL | re.MULTILINE))
    lines = re.findall(r"^(?:python -m osteo_core|osteo)([ .].*)$", blocks, re.MULTILINE)
    return [line.partition("#")[0].rstrip() for line in lines]


def _is(command: str, among: tuple[str, ...]) -> bool:
    return any(f"{command.strip()} ".startswith(f"{each} ") for each in among)


def test_the_readme_documents_commands() -> None:
    documented = _documented()
    assert len(documented) >= 11
    assert {line.split()[0] for line in documented if line.startswith(" ")} >= {"assess", "compare", "score", "evaluate", "cohort", "train"}
    assert all(any(_is(line, (each,)) for line in documented) for each in EXTRA)


# One process for all of them: each would import PyTorch anew.
ONE_BY_ONE = """
import contextlib, io, json, runpy, sys, traceback
for name, arguments in json.loads(sys.argv[1]):
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.argv = [name, *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_module(name, run_name="__main__", alter_sys=False)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        except BaseException:
            traceback.print_exc()
            code = -1
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""


def test_documented_commands_work_without_development_packages(installed: Installation, example: Path, tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("id,age,sex,femoral_neck_bmd,manufacturer\nP1,71,female,0.612,hologic\nP2,58,male,0.842,hologic\n", encoding="utf-8")
    (tmp_path / "record.json").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    circle(radius_cm=0.8, turns_hz=0.25).to_csv(tmp_path / "plate.csv", index=False)
    given = {
        "PATIENT.json": str(example), "IN.csv": str(table), "TABLE.csv": str(ROOT / "tests/golden/evaluate/table.csv"),
        "DIR": str(ROOT / "tests/golden/xpt"), "FILE": str(example), "FILE...": str(table), "RECORD.json": str(tmp_path / "record.json"),
        "PLATE.csv": str(tmp_path / "plate.csv"),
    }  # fmt: skip
    documented = [line for line in _documented() if not _is(line, OWN_TESTS)]
    called, results = [], []
    for command in documented:
        module, *arguments = command.split()
        words = [given.get(each, each) for each in arguments]
        written = [index for index, each in enumerate(words) if each == "OUT.csv" or (index and words[index - 1] == "--out")]
        for index in written:
            words[index] = str(tmp_path / words[index])
        called.append((f"osteo_core{module}", words) if command.startswith(".") else ("osteo_core", [module, *words]))
        results.append([Path(words[index]) for index in written])
    done = installed.python("-c", ONE_BY_ONE, json.dumps(called))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(documented), done.stderr
    for command, (code, out, err), files in zip(documented, answers, results, strict=True):
        assert (code, "Traceback" in err) == (0, False), (command, err)
        assert out or files, command
        for file in files:
            read = {".csv": pd.read_csv, ".parquet": pd.read_parquet}.get(file.suffix)
            assert len(file.read_bytes() if read is None else read(file)) > 0, command


def test_an_extra_that_is_absent_is_named_before_any_work(installed: Installation) -> None:
    done = installed.osteo("train", "--cohort", "nhanes", "--out", "made")
    sentence = translate("errors.extra_missing", packages="lightgbm, interpret", extra="train")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{sentence}\n")
    assert list(installed.elsewhere.iterdir()) == []


def test_what_makes_the_shipped_files_is_for_a_checkout(installed: Installation) -> None:
    done = installed.python("-m", "osteo_core.reproduce.evaluation", "ladder")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{translate('errors.needs_checkout')}\n")


def test_development_packages_are_out_of_sight(installed: Installation) -> None:
    assert {"pytest", "hypothesis", "lightgbm", "mypy", "playwright", "statsmodels"} <= development_modules()
    done = installed.python("-c", "import hypothesis")
    assert "ModuleNotFoundError" in done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_dashboard_starts(installed: Installation, tmp_path: Path) -> None:
    port, log = _free_port(), tmp_path / "log"
    command = [sys.executable, str(installed.packages / "bin" / "osteo"), "app", "--port", str(port)]
    environment = installed.environment() | {"STREAMLIT_SERVER_HEADLESS": "true"}
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=installed.elsewhere, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        assert _answer(server, f"http://127.0.0.1:{port}/_stcore/health", log) == "ok"
        assert "<title>" in _answer(server, f"http://127.0.0.1:{port}/compare", log)
    finally:
        server.terminate()
        assert server.wait(timeout=20) == 0
    said = log.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}" in said  # and on no other address of this machine
    assert "usage statistics" not in said  # Streamlit says so unless the shipped configuration is read


def _answer(server: subprocess.Popen[bytes], address: str, log: Path) -> str:
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.25)
    raise AssertionError(f"no answer: {log.read_text(encoding='utf-8')}")


RENDER = """
from streamlit.testing.v1 import AppTest
from osteo_core.locations import APP
app = AppTest.from_file(str(APP), default_timeout=600)
app.session_state["language"] = "en"
app.run()
for page in ("patient", "checklist"):
    if page != "patient":
        app.switch_page(f"pages/{page}.py").run()
    print([title.value for title in app.title], [each.value for each in app.exception], len(app.get("plotly_chart")))
import os, pages, sys
print(pages.__path__[0])
sys.stdout.flush()
os._exit(0)  # the thread that warms the models up may still be at work, and PyTorch does not like to be left in the middle
"""


def test_pages_render(installed: Installation) -> None:
    done = installed.python("-c", RENDER)
    assert done.returncode == 0, done.stderr
    patient, checklist, where = done.stdout.splitlines()
    assert patient.startswith(f"[{translate('pages.patient.title')!r}] [] ")
    assert int(patient.rsplit(" ", 1)[1]) >= 6
    assert checklist.startswith(f"[{translate('checklist.title')!r}] [] ")
    assert Path(where) == installed.packages / "osteo_core" / "_app" / "pages"
    assert os.fspath(ROOT) not in done.stdout
