"""The command line: what a user can mistype, what can be broken around it, and what must survive that.

Most tests call `main` in this process: what a user would see as a traceback fails the test by itself.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from verify.cli import commands, main
from verify.trusted import ROOT

PAPER = Path(__file__).parent / "example_paper"
COPIES = count()
Copy = Callable[[dict[str, tuple[str, str]]], Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _cached(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRENFEST_CACHE", str(store))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """(exit status, stdout, stderr) of a command."""

    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the example paper, with one string replaced in each of the named files."""

    def make(changes: dict[str, tuple[str, str]]) -> Path:
        folder = tmp_path / f"copy_{os.getpid()}_{next(COPIES)}"
        shutil.copytree(PAPER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for name, (old, new) in changes.items():
            text = (folder / name).read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{old} must occur once in {name}"
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return make


def shell(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, timeout=300)


def test_help_imports_no_mathematics(tmp_path: Path) -> None:
    result = shell("-X", "importtime", "-m", "ehrenfest", "--help", cwd=tmp_path)
    assert result.returncode == 0 and "audit" in result.stdout
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in result.stderr.splitlines()}
    assert "argparse" in imported, "the listing must be there"
    assert not imported & {"sympy", "flint", "numpy", "scipy", "mpmath"}


def test_the_version_is_that_of_the_project_and_of_what_it_stands_on(run: Run) -> None:
    import flint
    import sympy

    stated = re.search(r'(?m)^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    status, out, err = run("--version")
    assert stated is not None and (status, err) == (0, "") and out.startswith(f"ehrenfest {stated[1]} (sympy {sympy.__version__}, ")
    assert f"python-flint {flint.__version__}" in out and out.count("\n") == 1


def test_a_foreign_package_of_our_name_is_named(tmp_path: Path) -> None:
    foreign = tmp_path / "verify"
    foreign.mkdir()
    (foreign / "__init__.py").write_text("raise SystemExit('the foreign package ran')\n", encoding="utf-8")
    result = shell("-m", "ehrenfest", "audit", cwd=tmp_path)
    assert result.returncode == 2
    assert "`verify` must be the package of ehrenfest" in result.stderr and str(foreign) in result.stderr
    assert "Traceback" not in result.stderr and "foreign package ran" not in result.stderr


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["audit", "--format", "yaml"], ["show"]])
def test_unknown_words_are_usage_errors(run: Run, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert status == 2 and out == "" and "ehrenfest" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("constants", "x**"), ("show", "hrr2023"), ("audit", "--bad"), ("frobnicate",)])
def test_a_full_stderr_changes_no_exit_status(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run([sys.executable, "-m", "ehrenfest", *arguments], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
                               stdout=subprocess.PIPE, stderr=full, timeout=300)
    assert (ended.returncode, ended.stdout) == (2, b"")


@pytest.mark.parametrize("place", ["verify", "nothing"])
def test_a_closed_stderr_changes_no_exit_status(tmp_path: Path, place: str) -> None:
    """Python would print to stdout what is meant for a stderr that is closed."""
    (tmp_path / place).mkdir()
    (tmp_path / place / "__init__.py").touch()
    command = 'exec "$0" -m ehrenfest constants "x**" 2>&-'
    ended = subprocess.run(["sh", "-c", command, sys.executable], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
                           stdout=subprocess.PIPE, timeout=300)
    assert (ended.returncode, ended.stdout) == (2, b"")


def test_what_stderr_takes_is_there_and_what_it_does_not_take_is_lost(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    assert run("constants", "x**")[2].startswith("ehrenfest: `formula` must have a number")
    monkeypatch.setattr(sys, "stderr", Full())
    assert run("constants", "x**")[0] == 2 and run("constants", "x^2")[0] == 0
    monkeypatch.setattr(sys, "stderr", None)
    assert run("constants", "x**")[:2] == (2, "")


COMMANDS = ("audit", "show", "errata", "constants", "simulate", "hybrid", "sweep", "report", "notebook", "trust")
BEGUN = {"show": ("hrr2023:1",), "simulate": ("cos(x)", "--hbar", "1", "--time", "1", "--Dx", "1", "--Dp", "1")}


def test_every_command_is_told_from_the_others() -> None:
    assert set(COMMANDS) == set(commands())


def options(name: str) -> list[argparse.Action]:
    from verify.usage import Parser

    each = Parser(prog=name)
    commands()[name].add_arguments(each)
    return each._actions[1:]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_mistake_of_usage_is_one_sentence_in_the_words_of_all_others(run: Run, name: str) -> None:
    """No option known, none with its value, no choice that there is, a value where none belongs."""
    wrong = {("--nonsense",): "must have known options, but has --nonsense; `ehrenfest"}
    for action in options(name):
        option = action.option_strings[0] if action.option_strings else ""
        if option and action.nargs is None:
            wrong[(option,)] = f"`{option}` must have a value, but has none; `ehrenfest {name} --help` lists what it takes"
        elif option:
            wrong[(f"{option}=nonsense",)] = f"`{option}` must stand without a value, but has 'nonsense'; leave it out"
        if option and action.choices is not None:
            *most, last = action.choices
            wrong[(option, "nonsense")] = f"`{option}` must be {', '.join(most)} or {last}, but is 'nonsense'"
        if option and isinstance(action.default, int | Fraction) and action.nargs is None:
            wrong[(option, "nonsense")] = f"`{option}` must be "
    for arguments, said in wrong.items():
        status, out, err = run(name, *BEGUN.get(name, ()), *arguments)
        assert (status, out) == (2, "") and err.startswith("ehrenfest: `") and said in err and err.count("\n") == 1, arguments
        assert "argument" not in err and "usage" not in err


@pytest.mark.parametrize(("arguments", "said"), [
    (("simulate",),
     "`simulate` must be given V(x), --hbar, --time, --Dx, --Dp, but is not; `ehrenfest simulate --help` lists what it takes"),
    (("show",), "`show` must be given PAPER:LABEL, but is not; `ehrenfest show --help` lists what it takes"),
    (("show", "a:1", "b:2"), "`show` must have no further arguments, but has b:2; `ehrenfest show --help` lists what it takes"),
    (("audi",), "trust, but is 'audi'; did you mean audit?"), (("--nonsense",), "`ehrenfest` must be given COMMAND, but is not"),
    (("constants", "x", "--d", "3"), "`constants` must have options that are clear, but --d may be --domain or --digits; write it out"),
    (("show", "--witness=a", "b:1"), "`--witness` must stand without a value, but has 'a'; leave it out"),
])
def test_what_is_missing_or_too_much_is_named(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "") and said in err and err.startswith("ehrenfest: `") and err.count("\n") == 1


@pytest.mark.parametrize("empty", ["", " "])
@pytest.mark.parametrize(("name", "option"), [
    ("simulate", "--out"), ("hybrid", "--out"), ("sweep", "--out"), ("sweep", "--store"), ("sweep", "--kernels"), ("report", "--out"),
    ("notebook", "--out")])
def test_a_folder_without_a_name_is_not_the_one_that_one_is_in(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, option: str, empty: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(name, *BEGUN.get(name, ()), option, empty)
    assert (status, out) == (2, "") and err == f"ehrenfest: `{option}` must name a folder, but is empty; write . for the one you are in\n"
    assert not list(tmp_path.iterdir())


def test_every_folder_of_an_option_is_one_of_these() -> None:
    found = {(name, action.option_strings[0]) for name in COMMANDS for action in options(name) if action.metavar == "DIR"}
    assert len(found) == 7


def test_an_unknown_option_is_named_with_its_command(run: Run) -> None:
    status, out, err = run("constants", "cos(x)", "--mas", "2", "--nonsense", "3")
    assert (status, out) == (2, "") and "but has --nonsense 3; `ehrenfest constants --help` lists what it takes" in err


@pytest.mark.parametrize("budget", ["0", "-1", "abc", "10001", "", "2.5", "٣", "9" * 5000])
def test_budget_must_be_a_sensible_number(run: Run, budget: str) -> None:
    status, _, err = run("audit", str(PAPER), f"--budget={budget}")
    assert status == 2 and "`--budget` must be a whole number from 1 to 10000" in err


def test_records_are_written_with_the_usual_budget_only(run: Run) -> None:
    status, _, err = run("audit", str(PAPER), "--write", "--budget", "2")
    assert status == 2 and "leave it away" in err


def test_another_budget_checks_anew(run: Run) -> None:
    for budget, fresh in (("1", None), ("1", "0 claims checked anew"), ("3", "1 claim checked anew")):
        status, out, _ = run("audit", f"{PAPER}:5", "--jobs", "1", "--budget", budget)
        assert status == 0 and (fresh is None or fresh in out)


@pytest.mark.parametrize("jobs", ["0", "-1", "abc", "1e9", "1000000000", "", "2.5", "٣", "9" * 5000])
def test_jobs_must_be_a_sensible_number(run: Run, jobs: str) -> None:
    status, _, err = run("audit", f"--jobs={jobs}")
    assert status == 2 and "must be a whole number from 1 to 256" in err


@pytest.mark.parametrize("name", ["nosuch", "no/such/folder", ":4", "..", "nosuch:1..2"])
def test_unknown_paper_lists_the_keys(run: Run, name: str) -> None:
    status, out, err = run("audit", name)
    assert status == 2 and out == ""
    assert err.startswith("ehrenfest: `paper` must be one of") and "hrr2023" in err


def test_two_papers_of_one_key_are_told_apart_by_nobody(run: Run, copy: Copy) -> None:
    status, out, err = run("audit", str(PAPER), str(copy({})))
    assert status == 2 and out == "" and "`key` must be the paper's own" in err


def test_unknown_label_suggests_near_ones(run: Run) -> None:
    status, out, err = run("show", f"{PAPER}:p/markof")
    assert status == 2 and out == "" and "p/markov" in err and "'p/markof'" in err


@pytest.mark.parametrize("labels", ["", "..", "4..", "..4", "4..nosuch"])
def test_half_a_range_is_no_range(run: Run, labels: str) -> None:
    status, out, err = run("audit", f"{PAPER}:{labels}")
    assert status == 2 and out == "" and "must be a claim of oscillator" in err


def test_reversed_range_says_so(run: Run) -> None:
    status, _, err = run("audit", f"{PAPER}:7..4")
    assert status == 2 and "4 comes before 7" in err


def test_a_range_is_audited_in_the_papers_order(run: Run) -> None:
    status, out, _ = run("audit", f"{PAPER}:3..4", "--format", "json", "--jobs", "1")
    assert status == 0
    labels = [item["label"] for item in json.loads(out)["records"]]
    assert labels == ["3", "p/squeezed-frame", "p/markov", "4"]


BROKEN = {
    "low above high": ("symbols.py", 'low="1/2", high=4', 'low=4, high=1', "`s` must have a non-empty"),
    "syntax": ("relaxation.py", "def spread() -> Relation:", "def spread( -> Relation:", "SyntaxError"),
    "name": ("setting.py", "WIDTH, SPREAD = sp.sqrt", "WIDTH, SPREAD = spp.sqrt", "NameError"),
    "import": ("setting.py", "import sympy as sp", "import no_such_module as sp", "no_such_module"),
    "circle": ("setting.py", 'place="end of Section 1"', 'place="", uses=["7"]', "must not form a circle"),
    "dangling": ("setting.py", 'place="end of Section 1"', 'place="", uses=["99"]', "uses 99"),
    "twice": ("relaxation.py", '"7", "Faster', '"6", "Faster', "6 occurs twice"),
    "twice in two sections": ("relaxation.py", '"7", "Faster', '"1", "Faster', "1 is in two sections"),
    "kind": ("relaxation.py", 'excess", kind="identity"', 'excess", kind="guess"', "`kind` must be one"),
    "no paper": ("paper.py", "\npaper = Paper(", "\npapers = Paper(", "must define `paper`"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_paper_is_named_in_a_sentence(run: Run, copy: Copy, case: str) -> None:
    name, old, new, said = BROKEN[case]
    status, out, err = run("audit", str(copy({name: (old, new)})))
    assert status == 2 and out == ""
    assert err.startswith("ehrenfest: the paper in") and said in err and err.count("\n") == 1


def test_two_folders_of_one_name_are_two_papers(run: Run, copy: Copy) -> None:
    first = copy({})
    second = first.parent / "other" / first.name
    shutil.copytree(copy({"paper.py": ('key="oscillator"', 'key="pendulum"')}), second)
    status, out, _ = run("audit", str(first), str(second), "--format", "json", "--jobs", "1")
    assert status == 0
    assert {item["paper"] for item in json.loads(out)["records"]} == {"oscillator", "pendulum"}


def test_a_folder_name_need_not_be_a_module_name(run: Run, copy: Copy) -> None:
    folder = copy({})
    odd = folder.rename(folder.with_name("a paper-2.0"))
    assert run("audit", str(odd), "--jobs", "1")[0] == 0


def test_write_needs_whole_papers(run: Run, copy: Copy) -> None:
    folder = copy({})
    status, _, err = run("audit", f"{folder}:4", "--write", "--jobs", "1")
    assert status == 2 and "`--write` must have whole papers" in err
    assert not (folder / "records.json").exists()


def test_old_records_outlive_a_failed_write(run: Run, copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy({})
    assert run("audit", str(folder), "--write", "--jobs", "1")[0] == 0
    before = (folder / "records.json").read_bytes()

    def full(source: str, target: str) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        status, _, err = run("audit", str(folder), "--write", "--jobs", "1")
    assert status == 2 and "the records must be writable" in err and "records.json" in err
    assert (folder / "records.json").read_bytes() == before
    assert not list(folder.glob(".records*")), "no half-written file may stay behind"


def test_a_folder_in_the_place_of_the_records(run: Run, copy: Copy) -> None:
    folder = copy({})
    (folder / "records.json").mkdir()
    status, _, err = run("audit", str(folder), "--write", "--jobs", "1")
    assert status == 2 and "the records must be writable" in err
    assert (folder / "records.json").is_dir() and not list(folder.glob(".records*"))


def edited(folder: Path, label: str, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "records.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    change(next(item for item in stored["records"] if item["label"] == label))
    path.write_text(json.dumps(stored), encoding="utf-8")


def test_a_verdict_worse_than_committed_is_status_1(run: Run, copy: Copy) -> None:
    folder = copy({})
    assert run("audit", str(folder), "--write", "--jobs", "1")[0] == 0
    edited(folder, "7", lambda item: item["as_printed"].update(word="proved"))
    status, _, err = run("audit", str(folder), "--jobs", "1")
    assert status == 1 and "oscillator:7 as printed was proved and is certified" in err
    assert run("audit", f"{folder}:4", "--jobs", "1")[0] == 0, "it was not asked for"
    status, out, _ = run("audit", str(folder), "--jobs", "1", "--format", "junit")
    assert status == 1 and 'failures="1"' in out and "<failure" in out


def test_a_lost_claim_is_status_1(run: Run, copy: Copy) -> None:
    folder = copy({})
    assert run("audit", str(folder), "--write", "--jobs", "1")[0] == 0
    edited(folder, "7", lambda item: item.update(label="7b"))
    status, _, err = run("audit", str(folder), "--jobs", "1")
    assert status == 1 and "oscillator:7b has a committed record and no claim" in err


@pytest.mark.parametrize("text", ["", '{"records": 3}', '{"records": [{"label": "7"}]}', "<<<<<<< HEAD"])
def test_records_that_cannot_be_read_are_not_taken_for_none(run: Run, copy: Copy, text: str) -> None:
    folder = copy({})
    (folder / "records.json").write_text(text, encoding="utf-8")
    status, _, err = run("audit", str(folder), "--jobs", "1")
    assert status == 1 and "records.json" in err
    run("audit", str(folder), "--jobs", "1", "--write")
    assert run("audit", str(folder), "--jobs", "1")[0] == 0, "writing anew must mend them"


def test_a_better_verdict_is_no_regression(run: Run, copy: Copy) -> None:
    folder = copy({})
    assert run("audit", str(folder), "--write", "--jobs", "1")[0] == 0
    edited(folder, "7", lambda item: item["as_printed"].update(word="supported"))
    assert run("audit", str(folder), "--jobs", "1")[0] == 0


@pytest.mark.parametrize("wrong", ["AtMost(n0 / 0, nb, V)", "AtMots(n0, nb, V)", "[][0]", "exec('assert 0')"])
def test_a_mistake_in_a_claim_makes_it_undecided(run: Run, copy: Copy, wrong: str) -> None:
    folder = copy({"relaxation.py": ("AtMost(2 * n0 * nb, n0**2 + nb**2, V)", wrong)})
    status, out, _ = run("audit", f"{folder}:5", "--strict", "--jobs", "1")
    assert status == 3 and "1 undecided" in out
    assert run("audit", f"{folder}:5", "--jobs", "1")[0] == 0
    assert run("audit", f"{folder}:4", "--strict", "--jobs", "1")[0] == 0
