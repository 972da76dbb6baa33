"""The command line in its own processes: a damaged or shared cache, interruption, terminals and pipes."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.trusted import ROOT

pytestmark = pytest.mark.slow
PAPER = ROOT / "tests" / "example_paper"
CLAIMS = 10
Warm = tuple[Path, list[dict[str, Any]]]
WAITING = '''

@section.claim("9", "Waits until it may go on", kind="identity", place="(9)")
def waiting() -> Relation:
    r"""t + t = 2t"""
    import os
    import time

    while os.environ.get("EXAMPLE_WAITS"):
        time.sleep(0.05)
    return Equal(t + t, 2 * t, V)
'''


def command(*arguments: str, cache: Path, setting: str = "", cwd: Path = ROOT) -> dict[str, Any]:
    """The arguments of Popen for `python -m ehrenfest`; `setting` is NAME=value."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "EHRENFEST_CACHE": str(cache)}
    environment |= {"NO_COLOR": "", "PYTHONUNBUFFERED": ""}
    environment |= dict([setting.split("=")]) if setting else {}
    program = [sys.executable, "-m", "ehrenfest", *arguments]
    return {"args": program, "cwd": cwd, "env": environment, "text": True}


def run(*arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(**command(*arguments, cache=cache), capture_output=True, timeout=500)
    assert "Traceback" not in result.stderr, result.stderr
    return result


def records(text: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in item.items() if k != "seconds"} for item in json.loads(text)["records"]]


def audited(folder: Path, cache: Path) -> list[dict[str, Any]]:
    result = run("audit", str(folder), "--format", "json", "--jobs", "2", cache=cache)
    assert result.returncode == 0, result.stderr
    return records(result.stdout)


def anew(folder: Path, cache: Path) -> int:
    result = run("audit", str(folder), "--jobs", "1", cache=cache)
    found = re.search(r"^(\d+) claims? checked anew", result.stdout, re.M)
    assert result.returncode == 0 and found is not None, result.stderr
    return int(found[1])


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Warm:
    """A filled cache, not to be changed, and the records of the example paper."""
    cache = tmp_path_factory.mktemp("warm")
    return cache, audited(PAPER, cache)


def copied(folder: Path, *changes: tuple[str, str, str]) -> Path:
    shutil.copytree(PAPER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, old, new in changes:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old} must occur once in {name}"
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def files(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.json"))


EDITS = {
    "nothing": (0, ("paper.py", "paper = Paper(", "paper = Paper(")),
    "a comment": (0, ("relaxation.py", '\n@section.claim("5"', '\n# why\n@section.claim("5"')),
    "a constant in one claim": (1, ("setting.py", "Rational(101, 100)", "Rational(102, 100)")),
    "a correction": (1, ("relaxation.py", "subs(t, sp.log(2) / gamma)", "subs(t, 1 / gamma * sp.log(2))")),
    "what a section shares": (4, ("relaxation.py", "QUANTA = nb + (n0 - nb)", "QUANTA = nb - (nb - n0)")),
    "the symbols": (CLAIMS, ("symbols.py", 'low="1/2"', 'low="1/3"')),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_only_what_changed_is_checked_anew(warm: Warm, tmp_path: Path, edit: str) -> None:
    least, change = EDITS[edit]
    cache = shutil.copytree(warm[0], tmp_path / "cache")
    found = anew(copied(tmp_path / "paper", change), cache)
    assert found == least if least <= 1 else found >= least
    assert anew(tmp_path / "paper", cache) == 0


def test_an_edit_in_another_section_that_is_imported_counts(tmp_path: Path) -> None:
    """WIDTH of setting.py, used in relaxation.py: the second file is unchanged, its claim is not."""
    both = [
        ("relaxation.py", "from .symbols import", "from .setting import WIDTH\nfrom .symbols import"),
        ("relaxation.py", "sp.sqrt(hbar / (m * omega))\n", "WIDTH\n"),
    ]
    printed = "SPREAD = sp.sqrt(hbar / (m * omega))"
    edits = [*both, ("setting.py", printed, f"{printed} / 2")]
    before, after = (
        {item["label"]: item["as_printed"]["word"] for item in audited(paper, tmp_path / "cache")}
        for paper in (copied(tmp_path / "one", *both), copied(tmp_path / "two", *edits))
    )
    assert (before["6"], after["6"]) == ("proved", "refuted")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'"word": "(proved|certified|cited|refuted)"', '"word": "supported"', text)
    assert changed != text and json.loads(changed)
    path.write_text(changed, encoding="utf-8")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": truncate,
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"\xff\x00\xfegarbage"),
    "another word": flip,
    "a list": lambda path: path.write_text("[]", encoding="utf-8"),
    "too deep": lambda path: path.write_text("[" * 100_000, encoding="utf-8"),
    "another claim's": lambda path: shutil.copy(files(path.parents[1])[0], path),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_changes_no_record(warm: Warm, tmp_path: Path, damage: str) -> None:
    cache = shutil.copytree(warm[0], tmp_path / "cache")
    assert len(files(cache)) == CLAIMS
    for path in files(cache):
        if damage != "another claim's" or path != files(cache)[0]:
            DAMAGES[damage](path)
    assert audited(PAPER, cache) == warm[1]
    assert anew(PAPER, cache) == 0, "the damaged files must have been replaced"


def test_an_unwritable_cache_is_a_warning(warm: Warm, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = run("audit", str(PAPER), "--format", "json", "--jobs", "2", cache=tmp_path / "file" / "cache")
    assert result.returncode == 0 and records(result.stdout) == warm[1]
    assert "records are not cached" in result.stderr and result.stderr.count("\n") == 1


def test_two_audits_at_once_agree(warm: Warm, tmp_path: Path) -> None:
    how = command("audit", str(PAPER), "--format", "json", "--jobs", "2", cache=tmp_path / "cache")
    both = [subprocess.Popen(**how, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    results = [process.communicate(timeout=500) for process in both]
    assert [process.returncode for process in both] == [0, 0] and [err for _, err in results] == ["", ""]
    assert records(results[0][0]) == records(results[1][0]) == warm[1]
    assert len(files(tmp_path / "cache")) == CLAIMS and len(list((tmp_path / "cache").rglob(".*"))) == 0


@pytest.mark.parametrize(("jobs", "after"), [("1", 1), ("2", 1), ("2", CLAIMS)])
def test_an_interrupted_audit_goes_on_later(tmp_path: Path, jobs: str, after: int) -> None:
    folder, cache = copied(tmp_path / "paper"), tmp_path / "cache"
    with (folder / "relaxation.py").open("a", encoding="utf-8") as stream:
        stream.write(WAITING)
    how = command("audit", str(folder), "--jobs", jobs, cache=cache, setting="EXAMPLE_WAITS=1")
    process = subprocess.Popen(
        **how, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # it may be ignored here
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 300
        while len(files(cache)) < after and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 130 and "interrupted" in err
    assert "Traceback" not in err and err.count("\n") <= 2 and out == "", err
    kept = len(files(cache))
    assert after <= kept <= CLAIMS
    assert anew(folder, cache) == CLAIMS + 1 - kept
    assert audited(folder, cache) == audited(folder, tmp_path / "undisturbed")


def test_a_worker_that_dies_is_a_sentence(tmp_path: Path) -> None:
    folder, cache = copied(tmp_path / "paper"), tmp_path / "cache"
    with (folder / "relaxation.py").open("a", encoding="utf-8") as stream:
        stream.write(WAITING.replace("time.sleep(0.05)", "os.kill(os.getpid(), 9)"))
    how = command("audit", str(folder), "--jobs", "2", cache=cache, setting="EXAMPLE_WAITS=1")
    result = subprocess.run(**how, capture_output=True, timeout=500)
    assert result.returncode == 2 and "Traceback" not in result.stderr
    assert "oscillator:9 was not checked: its worker process ended" in result.stderr and "--jobs 1" in result.stderr


def on_a_terminal(cache: Path, setting: str) -> str:
    ours, theirs = pty.openpty()
    how = command("audit", str(PAPER), "--jobs", "1", cache=cache, setting=setting)
    process = subprocess.Popen(**how, stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    found = b""
    with contextlib.suppress(OSError):  # how the end of a terminal shows itself
        while part := os.read(ours, 65536):
            found += part
    os.close(ours)
    assert process.wait(timeout=100) == 0
    return found.decode()


def test_colours_on_a_terminal_only(warm: Warm) -> None:
    assert "\x1b[31m" in on_a_terminal(warm[0], "TERM=xterm")
    assert "\x1b" not in on_a_terminal(warm[0], "NO_COLOR=1")
    assert "\x1b" not in run("audit", str(PAPER), cache=warm[0]).stdout


@pytest.mark.parametrize("arguments", [["audit", str(PAPER), "--format", "json"], ["show", f"{PAPER}:8"]])
def test_a_reader_that_went_away_is_no_error(warm: Warm, arguments: list[str]) -> None:
    how = command(*arguments, cache=warm[0])
    process = subprocess.Popen(**how, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == "" and process.wait(timeout=100) == 0


def test_a_built_in_paper_is_found_from_anywhere(tmp_path: Path) -> None:
    arguments = ("audit", "hrr2023:p/xH-pH", "--format", "json")
    committed = ROOT / "verify" / "papers" / "hrr2023" / "records.json"
    before = committed.read_bytes() if committed.exists() else None
    refused = subprocess.run(
        **command(*arguments, "--write", cache=tmp_path / "cache", cwd=tmp_path), capture_output=True, timeout=500
    )
    assert refused.returncode == 2 and "`--write` must have whole papers" in refused.stderr and not refused.stdout
    assert (committed.read_bytes() if committed.exists() else None) == before
    result = subprocess.run(**command(*arguments, cache=tmp_path / "cache", cwd=tmp_path), capture_output=True, timeout=500)
    assert [item["as_printed"]["word"] for item in records(result.stdout)] == ["proved"]
