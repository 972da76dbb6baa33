"""The command `constants`: one system in full, several in a table, the potentials known by name, or the papers' examples."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from verify.budget import whole_number
from verify.constants.describe import DIGITS, ENDS, MOST_BUDGET, MOST_DIGITS, NORMS, of
from verify.constants.record import Constants
from verify.constants.systems import NUMBERS, Typed, Unusable, ranged, system
from verify.present import constants as present
from verify.present.words import wrap
from verify.progress import waiting


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, 2 for what cannot be read, 130 when interrupted."""
    try:
        print(_text(arguments))
        return 0
    except Unusable as error:
        print(f"ehrenfest: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nehrenfest: interrupted before all constants were known", file=sys.stderr)
        return 130


def _text(arguments: argparse.Namespace) -> str:
    digits = _whole(arguments.digits, "--digits", MOST_DIGITS, DIGITS, least=2)
    if arguments.list:
        formats = ["--format"] if arguments.format != "text" else []
        _require_alone("--list", _beside(arguments, ("potential", "free", "digits", "examples")) + formats)
        return _names()
    if arguments.examples:
        _require_alone("--examples", _beside(arguments, ("potential", "free")))
        from verify.present import examples

        return examples.shown(arguments.format, digits)
    if not arguments.potential:
        raise Unusable("`V(x)` must be given, but is not; write for instance 'cos(x)', or see --list and --examples")
    if arguments.free is not None:
        return _closed(arguments, digits)
    rows = [row for potential in arguments.potential for row in _rows(potential, arguments)]
    budget = _whole(arguments.budget, "--budget", MOST_BUDGET, 1)
    found = []
    for label, typed in rows:
        with waiting(f"norms of {label}", budget * sum((*NORMS, *ENDS))):
            found.append(of(system(typed), digits=digits, budget=budget))
    if arguments.format == "json":
        return present.as_json(found, digits)
    if len(found) == 1 and arguments.columns is None:
        return (present.as_tex if arguments.format == "tex" else present.as_text)(found[0])
    table = present.as_tex_table if arguments.format == "tex" else present.as_table
    return table(found, [label for label, _ in rows], [] if arguments.columns is None else _columns(arguments.columns, found[0]))


def _closed(arguments: argparse.Namespace, digits: int) -> str:
    from verify.constants.symbolic import closed

    if len(arguments.potential) > 1:
        raise Unusable(f"`--free` must come with one potential, but has {len(arguments.potential)}; ask for each by itself")
    _require_alone("--free", [option for option in _beside(arguments) if option != "--param"])
    free = _named(arguments.free, "--free", "A,k") if arguments.free.strip() else []
    potential, values = arguments.potential[0], _parameters(arguments.param)
    if both := sorted({*free} & {*values}):
        raise Unusable(f"`--free` must name parameters without a value, but {', '.join(both)} has one by --param; leave one of them out")
    return present.closed_forms(potential, free, values, closed(potential, free, parameters=values, digits=digits), arguments.format)


def _beside(arguments: argparse.Namespace, more: tuple[str, ...] = ()) -> list[str]:
    """The options that were given of those that say something of a system with numbers, and of `more`."""
    named = [name for name in (*more, *NUMBERS, "target", "param", "domain", "range", "columns", "budget")
             if getattr(arguments, name) not in (None, [], False)]
    return ["V(x)" if name == "potential" else f"--{name}" for name in named]


def _require_alone(option: str, beside: list[str]) -> None:
    """None. Raises: Unusable where options stand beside it that it has no use for."""
    if beside:
        raise Unusable(f"`{option}` must stand without {', '.join(beside)}, but does not: it would have no effect; leave it out")


def _rows(potential: str, arguments: argparse.Namespace) -> Iterator[tuple[str, Typed]]:
    """The systems of one potential, with labels."""
    numbers = {name: text for name in NUMBERS if (text := getattr(arguments, name)) is not None}
    typed = Typed(potential, _parameters(arguments.param), numbers, arguments.target, arguments.domain)
    if not arguments.range:
        yield potential, typed
        return
    if len(arguments.range) > 1:
        raise Unusable(f"`--range` must be given once, but is given {len(arguments.range)} times; `ehrenfest sweep` takes several axes")
    for label, row in ranged(typed, arguments.range[0]):
        yield (label if len(arguments.potential) == 1 else f"{potential}, {label}"), row


def _parameters(items: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for item in items:
        name, equals, value = (part.strip() for part in item.partition("="))
        if not equals or not name or name in given:
            raise Unusable(f"`--param` must be NAME=VALUE, each name once, but is {item[:60]!r}")
        given[name] = value
    return given


def _whole(text: str | None, name: str, most: int, usual: int, least: int = 1) -> int:
    try:
        return usual if text is None else whole_number(text, name, most, least=least)
    except ValueError as error:
        raise Unusable(str(error)) from error


def _named(text: str, option: str, example: str) -> list[str]:
    """The names in a list. Raises: Unusable where one of them is empty."""
    found = [name.strip() for name in text.split(",")]
    if not all(found):
        raise Unusable(f"`{option}` must be names with a comma between two of them, as {example}, but is {text[:60]!r}; "
                       "leave the empty ones out")
    return found


def _columns(text: str, found: Constants) -> list[str]:
    wanted, known = _named(text, "--columns", "tau_H,z"), [constant.name for constant in found.constants]
    for name in wanted:
        if name not in known:
            raise Unusable(f"`--columns` must name constants, but {name[:40]!r} is none; there are {', '.join(known)}")
    return wanted


def _names() -> str:
    from derive import potentials

    lines = []
    for name in potentials.names():
        item = potentials.find(name)
        values = "".join(f", {key} = {value}" for key, value in item.parameters.items())
        lines += [f"{name:<18}{wrap(f'{item.text}{values}', 18).lstrip()}", wrap(item.description, 18)]
    return "\n".join(lines)
