"""The command `hybrid`: the exact answers first, printed and written at once; then the simulation."""

from __future__ import annotations

import argparse
import json
import math
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive.formula_tree import FormulaError
from verify import simulate_progress
from verify.hybrid import coefficients, equation_file, named
from verify.hybrid.eigenvalues import is_positive
from verify.hybrid.equation import EquationModel
from verify.hybrid.model import HybridModel
from verify.hybrid.model_file import read_model
from verify.hybrid.numbers import number
from verify.hybrid.operators import Reader
from verify.hybrid.positivity import Positivity, positivity, positivity_of
from verify.hybrid.regime import unstated, validity
from verify.output_folder import save
from verify.present import hybrid as present
from verify.present import hybrid_text
from verify.simulate_progress import Shown
from verify.system_input import UnusableSystem
from verify.toml_input import read_file
from verify.usage import UsageError

SMALL = 8192  # trajectories of a block, which one thread computes
MOST_STEPS = 10**6
Model = HybridModel | EquationModel


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0 the trade-off holds, 1 it does not, 3 not decided, 2 for what cannot be done, 130 when interrupted."""
    if arguments.list:
        return _listed()
    if arguments.model is None:
        raise UsageError(f"`model` must be a TOML file or a name, but is missing; there are {', '.join(named.names())}")
    try:
        path = named.path_of(arguments.model)
        if arguments.printed:
            print(_content(path), end="")
            return 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what is not finite is refused, in words
            answer = _of_coefficients(arguments, path)
            return answer if answer is not None else _run(arguments, _stated(arguments, path))
    except (UnusableSystem, FormulaError) as error:
        raise UsageError(str(error)) from error
    except KeyboardInterrupt:
        kept = f"; what is in {arguments.out} is whole" if arguments.out is not None else ""
        print(f"\nehrenfest: interrupted before the end of the simulation{kept}", file=sys.stderr)
        return 130
    except MemoryError as error:
        raise UsageError(
            "the trajectories must fit into memory, but do not; ask for fewer --trajectories or --frames"
        ) from error


def _listed() -> int:
    for name in named.names():
        print(f"{name:<22} {read_model(named.path_of(name)).title}")
    return 0


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableSystem(f"`{path.name}` must be a text file that can be read, but is not") from error


def _of_coefficients(arguments: argparse.Namespace, path: Path) -> int | None:
    """The exit status for a file that states nothing but coefficients; None for another."""
    changed = _changed(arguments)
    found = read_file(
        path,
        lambda content: coefficients.parsed(content, changed)
        if coefficients.states_coefficients(content) and not equation_file.states_equation(content)
        else None,
    )
    if found is None:
        return None
    record = present.of_coefficients(path.stem, *found)
    if arguments.out is not None:
        save(arguments.out, "hybrid.json", present.as_json(record))
    print(
        json.dumps(record, indent=1, ensure_ascii=False)
        if arguments.format == "json"
        else hybrid_text.coefficients_text(record)
    )
    return _status([found[1]])


def _status(answers: list[Positivity]) -> int:
    return 0 if all(each.holds for each in answers) else 1 if any(each.holds is False for each in answers) else 3


def _changed(arguments: argparse.Namespace) -> dict[str, str]:
    """The parameters typed as options."""
    changed: dict[str, str] = {}
    for item in arguments.param:
        name, equals, value = item.partition("=")
        if not equals or not name.strip() or name.strip() in changed:
            raise UnusableSystem(f"`--param` must be NAME=VALUE, each name once, but is {item[:60]!r}")
        changed[name.strip()] = value.strip()
    return changed


def _stated(arguments: argparse.Namespace, path: Path) -> Model:
    changed = _changed(arguments)
    model: Model | None = read_file(
        path,
        lambda content: equation_file.parsed(content, path.stem, changed) if equation_file.states_equation(content) else None,
    )
    model = model or read_model(path, changed)
    if arguments.time is not None:
        model = replace(model, time=positive(arguments.time, "--time"))
    if is_positive(model.start.density) is False:
        raise UnusableSystem("`density` must have no negative eigenvalues, but has one; it is no state")
    return model


def positive(text: str, name: str) -> Any:
    """The exact positive number that was typed. Raises: UnusableSystem, or FormulaError with the column."""
    found = Reader((), {}, set()).formula(text, name, constant=True)
    if not found.is_positive:
        raise UnusableSystem(f"`{name}` must be positive, but is {text[:60]}")
    return found


def _positions(arguments: argparse.Namespace, model: Model) -> list[tuple[Any, ...]]:
    reader = Reader((), {}, set())
    found = [model.start.z if isinstance(model, EquationModel) else model.point]
    for text in arguments.at:
        found.append(reader.vector([part.strip() for part in text.split(",")], "--at", len(found[0])))
    return found


def _answer(model: Model, position: tuple[Any, ...]) -> Positivity:
    return positivity_of(model.equation, position) if isinstance(model, EquationModel) else positivity(model, position)


def _run(arguments: argparse.Namespace, model: Model) -> int:
    show = simulate_progress.shown()
    show.stage("trade-off in exact arithmetic")
    with refused():
        answers = [_answer(model, position) for position in _positions(arguments, model)]
        valid = validity(model, answers[0]) if isinstance(model, HybridModel) else unstated(model)
    show.clear()
    step = number(positive(arguments.step, "--step")) if arguments.step is not None else number(model.time) / 100
    inputs = {"trajectories": arguments.trajectories, "step": step, "seed": arguments.seed, "frames": arguments.frames}
    record = present.record(model, inputs, answers, valid)
    status = _status(answers)
    if arguments.out is not None:
        save(arguments.out, "hybrid.json", present.as_json(record))
    if arguments.format == "text":
        print(hybrid_text.before(record), flush=True)
    written: list[str] = [] if arguments.out is None else ["hybrid.json"]
    if not arguments.check and answers[0].holds:
        record, written = _simulated(arguments, model, answers[0], step, record, show)
    elif not arguments.check and arguments.format == "text":
        print("Not simulated: where the trade-off is not known to hold, there need be no trajectories.")
    if arguments.format == "json":
        print(json.dumps({**record, "files": written}, indent=1, ensure_ascii=False, allow_nan=False))
    elif written:
        print(f"\nWritten to {arguments.out}: {', '.join(written)}")
    return status


def _simulated(
    arguments: argparse.Namespace,
    model: Model,
    answer: Positivity,
    step: float,
    record: dict[str, Any],
    show: Shown,
) -> tuple[dict[str, Any], list[str]]:
    """The record with the simulation, and the names of the files written."""
    from verify.hybrid.simulation import simulated

    end = number(model.time)
    if not step <= end or end / step > MOST_STEPS:
        raise UnusableSystem(
            f"`--step` must be at most the time, {end:g}, and at least a {MOST_STEPS}th of it, but is {step:g}"
        )
    times = [end * k / arguments.frames for k in range(1, arguments.frames + 1)]
    with executor(arguments) as pool, refused():
        found = simulated(
            model,
            answer,
            times=times,
            trajectories=arguments.trajectories,
            step=step,
            seed=arguments.seed,
            progress=show.steps if show.on else None,
            executor=pool,
        )
    show.clear()
    record = present.with_simulation(record, found)
    if arguments.format == "text":
        print(hybrid_text.after(record))
    if arguments.out is None:
        return record, []
    from verify.present import hybrid_files

    return record, hybrid_files.write(arguments.out, record, found, save)


@contextmanager
def refused() -> Iterator[None]:
    """What the mathematics or the engine refuses is a sentence for who typed it."""
    try:
        yield
    except (ValueError, ArithmeticError) as error:
        said = str(error) if isinstance(error, FormulaError) else str(error).replace("**", "^")  # SymPy's powers, as they are typed
        raise UnusableSystem(said) from error


@contextmanager
def executor(arguments: argparse.Namespace) -> Iterator[Executor | None]:
    """Threads for many trajectories, whose arrays NumPy computes side by side; none for few, or where one job is asked for."""
    jobs = min(arguments.jobs, math.ceil(arguments.trajectories / SMALL))
    if jobs < 2:
        yield None
        return
    with ThreadPoolExecutor(jobs) as pool:
        yield pool
