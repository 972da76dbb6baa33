"""A sweep that is run: each point once, again only what is missing, and no failure taken for a result."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify.sources import ROOT
from verify.sweep import kernels, outcome
from verify.sweep.kernel import Refused, Result, Unfinished
from verify.sweep.point import Point
from verify.sweep.processes import Processes
from verify.sweep.runner import agreed
from verify.sweep.swept import Swept
from verify.usage import UsageError

Run = Callable[..., Swept]
Calls = Callable[[], list[str]]


def values(swept: Swept) -> list[float | None]:
    return [row["numbers"]["square"]["value"] if row["status"] == "done" else None for row in swept.record["rows"]]


def test_only_what_is_missing_is_computed(square: Run, calls: Calls) -> None:
    first = square([1, 2, "1/2"])
    assert values(first) == [1.0, 4.0, 0.25] and first.record["counts"]["computed"] == 3 and len(calls()) == 3
    assert first.record["rows"][0]["numbers"] == {"square": {"value": 1.0, "error": 0.25, "how": "exact and a bar"}, "none": None}
    again = square([1, 2, "0.5"])
    assert values(again) == [1.0, 4.0, 0.25] and again.record["counts"] == {
        "points": 3, "computed": 0, "kept": 3, "refused": 0, "failed": 0} and len(calls()) == 3
    assert values(square([1, 2, 3])) == [1.0, 4.0, 9.0] and calls()[3:] == ["3 plain"]
    assert values(square([1, 5], compute=False)) == [1.0, None] and len(calls()) == 4
    assert "1 not computed" in str(square([1, 5], compute=False))


def test_a_refusal_is_a_result_until_it_is_asked_for_again(square: Run, calls: Calls) -> None:
    first = square([1, 2], "refused")
    assert [row["status"] for row in first.record["rows"]] == ["refused"] * 2 and len(calls()) == 2
    assert first.record["rows"][1]["sentence"] == "`x` must be welcome, but is 2" and "refused [2]" in str(first)
    assert square([1, 2], "refused").record["counts"]["computed"] == 0 and len(calls()) == 2
    assert square([1, 2], "refused", retry=True).record["counts"]["computed"] == 2 and len(calls()) == 4


@pytest.mark.parametrize(("mode", "sentence"), [
    ("defect", "raised KeyError: 'x'; please report this"), ("other", "must return none, square, but returned cube"),
])
def test_a_failure_is_reported_and_never_kept(square: Run, calls: Calls, mode: str, sentence: str) -> None:
    found = square([1, 2], [mode, "plain"])
    said = {row["axes"]["mode"]: row for row in found.record["rows"]}
    assert said[mode]["status"] == "failed" and sentence in said[mode]["sentence"]
    assert said["plain"]["status"] == "done", "the other points are not touched"
    before = len(calls())
    assert square([1, 2], [mode, "plain"]).record["counts"]["failed"] == 2
    assert len(calls()) == before + 2, "what failed is tried again by the next run, what is done is not"


@pytest.mark.parametrize(("error", "status", "sentence"), [
    (Refused("no"), "refused", "no"), (ValueError("`x` must be 1, but is 2"), "refused", "`x` must be 1, but is 2"),
    (TypeError("`expression` must be smooth, but abs(x) is not"), "refused", "`expression` must be smooth, but abs(x) is not"),
    (ArithmeticError("the path must stay finite, but leaves\nevery box"), "refused", "the path must stay finite, but leaves\nevery box"),
    (ValueError("array must not contain infs or NaNs"), "failed", "raised ValueError: array must not contain infs or NaNs; please report"),
    (TypeError("int() argument must be a string, not 'list'"), "failed", "raised TypeError"), (MemoryError(), "failed", "with --memory"),
    (np.linalg.LinAlgError("it must converge, but does not"), "failed", "raised LinAlgError"), (KeyError("x"), "failed", "raised KeyError"),
    (Unfinished("the search must end, but does not"), "failed", "the search must end, but does not"),
], ids=str)
def test_what_the_engine_says_is_a_refusal_and_what_a_library_raises_is_none(
    toys: str, monkeypatch: pytest.MonkeyPatch, error: Exception, status: str, sentence: str
) -> None:
    def run(given: Any) -> Any:
        raise error

    kernel = replace(kernels.find("square", toys), run=run)
    monkeypatch.setattr(outcome.kernels, "find", lambda *_: kernel)
    found = outcome.compute({"kernel": "square", "folder": toys, "parameters": {"x": "1", "mode": "plain"}})
    assert found.status == status and sentence in found.sentence


def test_a_kernel_that_returns_what_cannot_be_kept_has_failed(toys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = replace(kernels.find("square", toys), run=lambda _: Result({"square": None, "none": None}, {"array": np.array([object()])}))
    monkeypatch.setattr(outcome.kernels, "find", lambda *_: kernel)
    found = outcome.compute({"kernel": "square", "folder": toys, "parameters": {"x": "1", "mode": "plain"}})
    assert found.status == "failed" and "raised TypeError: `arrays` must hold numbers" in found.sentence


@contextlib.contextmanager
def on_a_slow_machine(seconds: float) -> Iterator[None]:
    """As `within`, where every search takes a millisecond: real ones are over before the first alarm, or not, as the machine is."""
    from verify.simulate_norms import Late

    if seconds < 1e-3:
        raise Late
    yield


@pytest.mark.parametrize("seconds", [(1e-6, 1e-6), (1e-6, 10.0)])
def test_constants_that_another_machine_would_find_sharper_are_no_result(
    monkeypatch: pytest.MonkeyPatch, seconds: tuple[float, float]
) -> None:
    """Where time cuts the search for the ends of the Hessian short, other bounds come out: under the same key they must not be kept."""
    from verify import simulate_norms
    from verify.constants import describe
    from verify.sweep.kernels import constants

    kernel = constants.KERNEL
    given = {each.name: each.default or "" for each in kernel.parameters} | {"potential": "x^2/2 + exp(-x^2) + cos(3*x)/7"}
    assert kernel.run(given).numbers["k_minus"] is not None
    describe._searched.cache_clear()
    monkeypatch.setattr(describe, "ENDS", seconds)
    monkeypatch.setattr(simulate_norms, "within", on_a_slow_machine)
    with pytest.raises(Unfinished, match="the suprema of V's derivatives must be found in"):
        kernel.run(given)
    monkeypatch.undo()
    describe._searched.cache_clear()
    from verify.constants import constants as by_the_command

    found, same = by_the_command(given["potential"]), kernel.run(given).numbers
    assert {each.name: each.low is None or each.high is None for each in found.constants} == {name: same[name] is None for name in same}
    assert float(same["k_plus"] or 0) == pytest.approx(found["k_plus"].value, rel=1e-12)


def test_a_worker_lost_once_costs_nothing_and_twice_its_own_point_alone(square: Run, calls: Calls) -> None:
    assert values(square([3], "killed-once", jobs=1)) == [9.0] and calls() == ["3 killed-once"] * 2
    found = square([1], ["killed", "plain"], jobs=1)
    said = {row["axes"]["mode"]: row for row in found.record["rows"]}
    assert said["killed"]["status"] == "failed" and "ended with signal 9, out of memory perhaps" in said["killed"]["sentence"]
    assert said["plain"]["status"] == "done" and calls().count("1 killed") == 2


def test_memory_is_bounded(square: Run) -> None:
    """16 GiB are asked for, 3 are allowed; the same worker goes on."""
    found = square([1], ["memory", "plain"], memory=3 * 2**30, jobs=1)
    said = {row["axes"]["mode"]: row for row in found.record["rows"]}
    assert said["memory"]["status"] == "failed" and "Unable to allocate" in said["memory"]["sentence"]
    assert said["plain"]["status"] == "done"


def test_arrays_come_back_as_they_were(square: Run) -> None:
    found = square([2], "array")
    assert np.array_equal(found.array(0, "powers"), [1.0, 2.0, 4.0, 8.0])


def test_a_failed_outcome_of_other_code_is_no_result() -> None:
    point = Point("square", {}, "v")
    done = outcome.Outcome("done", {"square": None}, version="w")
    assert agreed(point, done).status == "failed" and "another version" in agreed(point, done).sentence
    assert agreed(point, outcome.Outcome("done", version="v")).status == "done"


def test_code_that_is_edited_meanwhile_gives_no_result(tmp_path: Path, toys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(toys) / "square.py").read_text()
    (tmp_path / "square.py").write_text(text)
    task = {"kernel": "square", "folder": str(tmp_path), "parameters": {"x": "2", "mode": "plain"}}
    assert outcome.compute(task).status == "done"
    (tmp_path / "square.py").write_text(text + "\n")
    found = outcome.compute(task)
    assert found.status == "failed" and "square.py was changed" in found.sentence


def test_a_number_beyond_doubles_keeps_its_bar() -> None:
    import mpmath

    from numerics.estimate import Estimate

    with mpmath.workdps(30):
        third = mpmath.mpf(1) / 3
        stated = outcome.stated(Estimate(third, 1e-25, "long"))
        assert abs(mpmath.mpf(stated["value"]) - third) + mpmath.mpf(1e-25) <= mpmath.mpf(stated["error"]) <= 1e-16


def test_the_runner_gives_each_point_once_and_leaves_no_process(toys: str) -> None:
    from verify.sweep import version

    known = version.of("square", toys)
    points = [Point("square", {"x": str(x), "mode": "plain"}, known, toys) for x in range(6)]
    runner = Processes(2)
    found = {point.parameters["x"]: (each.numbers["square"] or {})["value"] for point, each in runner.run(points)}
    assert found == {str(x): float(x * x) for x in range(6)} and runner.workers == []
    runner = Processes(1)
    begun = runner.run(points)
    next(begun)
    processes = [worker.process for worker in runner.workers]
    begun.close()
    assert processes and all(process.poll() is not None for process in processes), "who stops asking leaves nothing running"
    with pytest.raises(UsageError, match="`jobs` must be at least 1"):
        from verify.sweep.swept import sweep

        sweep({"kernel": "square", "axes": {"x": [1]}}, jobs=0, kernels=toys)


def wait_for(done: Callable[[], bool]) -> None:
    for _ in range(2400):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def command(tmp_path: Path, toys: str, *options: str) -> subprocess.Popen[bytes]:
    path = tmp_path / "toy.toml"
    path.write_text('kernel = "square"\n[fixed]\nmode = "gated"\n[axes]\nx = { from = 1, to = 12, points = 12 }\n')
    program = "import sys; from ehrenfest import main; sys.argv[0] = 'ehrenfest'; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", program, "sweep", str(path), "--kernels", toys, "--store", str(tmp_path / "store"), *options], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_sweep_that_is_killed_and_then_interrupted_goes_on_where_it_was(
    tmp_path: Path, toys: str, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    monkeypatch.setenv("SQUARE_GATE", str(gate))
    for stop, after in ((signal.SIGKILL, 3), (signal.SIGINT, 7)):
        gate.write_text(str(after - 1))
        run = command(tmp_path, toys, "--jobs", "1")
        wait_for(lambda after=after: calls()[-1:] == [f"{after} gated"])  # type: ignore[misc]
        os.kill(run.pid, stop)
        _, said = run.communicate()
        assert run.returncode == (130 if stop == signal.SIGINT else -9)
        assert (b"every finished point is kept, and the same command goes on" in said) == (stop == signal.SIGINT)
        wait_for(lambda: is_gone(int(gate.with_suffix(".pid").read_text())))  # a worker whose parent is gone ends, in its point too
        assert calls()[-1] == f"{after} gated"
    before = calls()
    gate.write_text("99")
    table, said = command(tmp_path, toys, "--jobs", "1", "--format", "csv").communicate()
    assert said == b"" and table.count(b",done,") == 12
    again = calls()[len(before) :]
    assert len(again) == len(set(again)) and len(again) <= 12 - (len(set(before)) - 3), "only what had not been written"


def test_the_command_says_what_it_cannot_do(tmp_path: Path, toys: str, capsys: pytest.CaptureFixture[str]) -> None:
    from verify.cli import main

    def told(*arguments: Any) -> tuple[int, str, str]:
        status = main(["sweep", *map(str, arguments)])
        return (status, *capsys.readouterr())

    path = tmp_path / "toy.toml"
    path.write_text('kernel = "square"\n[axes]\nx = [1, 2]\n')
    ours = ("--kernels", toys, "--store", tmp_path / "store", "--jobs", 1)
    assert told()[0] == 2 and told("nosuch")[2].startswith("ehrenfest: `sweep` must be a TOML file or a name")
    assert told(path, "--memory", "1 kB")[2].strip().endswith("such as '4 GB', but is '1 kB'")
    status, text, _ = told(path, *ours, "--show")
    assert status == 1 and text.count("not computed") == 3 and not (tmp_path / "store").exists()
    status, text, _ = told(path, *ours, "--out", tmp_path / "out")
    assert status == 0 and "1.00 ± 0.25" in text and "2 points: 2 computed now" in text and "sweep.json, sweep.csv" in text
    assert (tmp_path / "out" / "sweep.csv").read_text() == told(path, *ours, "--format", "csv")[1]
    assert told("plane", "--print")[1].startswith("# The quantum") and told(path, *ours, "--show")[0] == 0
    for wrong in (("x" * 400,), ("--list", "--kernels", "x" * 400), (tmp_path / "nosuch.toml", "--print")):
        status, _, said = told(*wrong)
        assert status == 2 and said.startswith("ehrenfest: `") and " must be " in said
    path.write_text('kernel = "square"\n[axes]\nx = [1]\nmode = ["defect"]\n')
    status, text, _ = told(path, *ours)
    assert status == 1 and "failed [1]" in text and "raised KeyError" in text
    assert told("--list", "--kernels", toys)[1].splitlines()[1] == "square: a toy"
    said = told("--list")[1]
    for number, meaning in kernels.find("trade_off").numbers.items():
        assert f"{number}: {meaning}"[:70] in " ".join(said.split())
    assert "mass: of the particle; 1 when left out" in said and "none when left out" not in said


def test_an_unbounded_potential_is_told_what_to_put_for_the_aspect() -> None:
    kernel = kernels.find("correspondence")
    given = {each.name: each.default or "" for each in kernel.parameters} | {
        "potential": "x^4", "hbar": "1/2", "Dx": "1", "Dp": "1", "time": "1/100"}
    with pytest.raises(Refused, match=r"derivative of V is unbounded.* Put `aspect = 1`, or eta of the packet's covariance, under"):
        kernel.run(given)
