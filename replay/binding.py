"""Whether a certificate is about the statement that the record gives for its step, under the assumptions that the record lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from replay import assumptions, gap, indices, letters, methods, nonnegative, renaming, traces, units, words
from replay.linear import plus
from replay.outcome import NotReplayable, ReplayError
from replay.renaming import original
from replay.sums import RESERVED
from replay.text import parse, sides

Data = Mapping[str, Any]
Domain = Mapping[str, str]
_RELATIONS = ("==", "<=", "<", "=", ">=", "is the only monomial with unit")
BOXED = ("shift", "sturm", "sos", "split")


def backed(method: str, data: Data, domain: Domain) -> None:
    """Nothing, where all that the certificate assumes stands in the record's table.

    Raises: ReplayError where the table says otherwise; NotReplayable where it says nothing.
    """
    _renaming(method, data)
    known = renaming.letters(data, domain) if method in BOXED else {}
    data = renaming.symbols(data, known)
    signed = {} if method in _LETTERS else data  # there `positive` holds matrices
    names = {key: str(signed.get(key, "")).split() for key in ("positive", "real")}
    positive, real = ([original(name, data) for name in names[key] if name not in known] for key in ("positive", "real"))
    wrong, silent = assumptions.signs(domain, [*positive, *data.get("scalars", ())], real)
    if wrong:
        raise ReplayError(f"the record does not say that {', '.join(wrong)} is positive")
    if silent:
        raise NotReplayable(f"the record gives no range of {', '.join(silent)}")
    if method in _LETTERS:
        _relations(data, domain)
    for text in (original(text, data) for text in data.get("given", ())):
        if text not in assumptions.hypotheses(domain) and not assumptions.bounds(domain, text):
            raise ReplayError(f"the record does not list the hypothesis {text[:80]}")
    if method in BOXED:
        for text in data["box"]:
            name, ends = nonnegative.interval(text)
            if name in known:
                letters.shown(known[name], ends, domain)
            else:
                _within(original(name, data), ends, domain)
    vectors = units.declared(domain)
    for name, unit in data.get("quantities", {}).items():
        if units.vector(unit) not in vectors.get(original(name, data), ()):
            raise ReplayError(f"the record does not say that {name} has the unit {unit}")
    for name, trait in _traits(method, data):
        if trait not in assumptions.said(domain, name):
            raise ReplayError(f"the record does not say of {name}: {trait}")


def _renaming(method: str, data: Data) -> None:
    """Nothing, where only symbols and undefined functions of scalar expressions were renamed: the others have a meaning here."""
    renamed = data.get("renamed", {})
    if renamed and not (method == "normal form" or method.startswith("Farkas") or method in BOXED):
        raise NotReplayable(f"a name must not be changed in the method {method!r}")
    if taken := sorted(RESERVED & renamed.keys()):
        raise ReplayError(f"a name that has a meaning must not be changed, but {taken[0]} is")


def _traits(method: str, data: Data) -> list[tuple[str, str]]:
    """(key, text) of further entries that the record's table must have."""
    if method == "index normal form":
        return [*((name, "symmetric") for name in data["symmetric"]),
                *((", ".join(pair), "inverse to each other") for pair in data["inverse"])]
    if method == "normal form of trace polynomials":
        return [(name, "real symmetric matrix") for name in sorted(traces.letters(data["statement"]))]
    return []


_LETTERS = ("ideal membership in a free algebra", "sum of congruences of positive matrices")


def _relations(data: Data, domain: Domain) -> None:
    allowed = assumptions.relations(domain, data["scalars"])
    for index in words.used(data["cofactors"]):
        text = data["relations"][index]
        element = words.parse(text.removesuffix(" = 0"), data["scalars"])
        if element not in allowed and plus({}, element, -1) not in allowed:
            raise ReplayError(f"the record does not list the assumption {text[:80]}")
    given = assumptions.hypotheses(domain)
    for text in data.get("positive", ()):
        if f"{text} >= 0" not in given and text not in assumptions.definite(domain):
            raise ReplayError(f"the record does not list the hypothesis {text[:80]} >= 0")


def _within(name: str, ends: tuple[nonnegative.End, nonnegative.End], domain: Domain) -> None:
    """Nothing, where a recorded range of the name lies in the box."""
    known = assumptions.ranges(domain, name)
    if not known:
        raise NotReplayable(f"the record gives no range of {name}")
    low, high = ends
    if not any((low is None or (lo is not None and low <= lo)) and (high is None or (hi is not None and hi <= high))
               for lo, hi, _ in known):
        raise ReplayError(f"the record's range of {name} reaches beyond the box")


def tied(method: str, data: Data, text: str, domain: Domain) -> bool:
    """Whether the certificate's statement is the text; False where the text is in words. Raises: ReplayError where it is another."""
    if method == "normal form":
        return _same(text, " == ".join(methods.equation(data)), data, parse)
    if method.startswith("Farkas"):
        return _same(text, data["statement"], data, parse)
    if method in BOXED:
        return gap.tied(text, data, domain)
    if method == "index normal form":
        plain = indices.Tensors([], [])
        return _same(text, f"{data['left']} = {data['right']}", data, lambda side: indices.parse(side, plain))
    if method == "block multiplication":
        return _same(text, data["identity"], data, lambda side: words.blocks(side, data["scalars"]))
    if method == "exponent vectors":
        return _formula(text, data, domain)
    if method == "rank of the exponent matrix":
        shown = " ".join(f"{name}^({power})" for name, power in data["exponents"].items())
        return _same(text, f"{shown} is the only monomial with unit {data['unit']}", data, str)
    if method == "normal form of trace polynomials":
        return _same(text, data["statement"], data, traces.parse)
    return _same(text, data["statement"], data, lambda side: words.parse(side, data["scalars"]))


def _same(text: str, statement: str, data: Data, reads: Callable[[str], object]) -> bool:
    """Whether two texts are one. Raises: ReplayError where they differ, and the first is no prose: both of its sides can be read."""
    if text == original(statement, data):
        return True
    try:
        for side in sides(text, *_RELATIONS)[::2]:
            reads(side)
    except (NotReplayable, ReplayError):
        return False
    raise ReplayError(f"the certificate proves {statement[:80]}, but the step says {text[:80]}")


def _formula(text: str, data: Data, domain: Domain) -> bool:
    """The unit of "[formula] = unit" is computed anew from the recorded units of its symbols."""
    match = re.fullmatch(r"\[(.*)\] = ([a-z0-9^/ -]+)", text)
    if match is None:
        return False
    if match[2] != data["also"]:
        raise ReplayError(f"the certificate is about {data['also']}, but the step says {match[2]}")
    known = units.declared(domain)
    units.replay(data["unit"], data["also"], match[1], known)
    return True
