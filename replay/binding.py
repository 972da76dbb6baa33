"""Whether a certificate is about the statement that the record gives for its step, under the assumptions that the record lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from replay import assumptions, indices, methods, nonnegative, traces, units, words
from replay.linear import plus
from replay.outcome import NotReplayable, ReplayError
from replay.sums import ONE, RESERVED, Monomial, Quotient, Reader, Sum, times
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
    signed = {} if method in _LETTERS else data  # there `positive` holds matrices
    names = {key: str(signed.get(key, "")).split() for key in ("positive", "real")}
    positive, real = ([_original(name, data) for name in names[key]] for key in ("positive", "real"))
    wrong, silent = assumptions.signs(domain, [*positive, *data.get("scalars", ())], real)
    if wrong:
        raise ReplayError(f"the record does not say that {', '.join(wrong)} is positive")
    if silent:
        raise NotReplayable(f"the record gives no range of {', '.join(silent)}")
    if method in _LETTERS:
        _relations(data, domain)
    for text in (_original(text, data) for text in data.get("given", ())):
        if text not in assumptions.hypotheses(domain) and not assumptions.bounds(domain, text):
            raise ReplayError(f"the record does not list the hypothesis {text[:80]}")
    if method in BOXED:
        for text in data["box"]:
            name, ends = nonnegative.interval(text)
            _within(_original(name, data), ends, domain)
    known = units.declared(domain)
    for name, unit in data.get("quantities", {}).items():
        if units.vector(unit) not in known.get(_original(name, data), ()):
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
        return _difference(text, data, domain)
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


def _original(text: str, data: Data) -> str:
    """A certificate's text with renamed symbols called as they were."""
    renamed = data.get("renamed", {})
    if bad := [name for name in renamed.values() if not re.fullmatch(r"[^\s+*/(),=-]+|\w+( \w+)*", name)]:
        raise NotReplayable(f"a name must hold no signs or parentheses, but {bad[0]!r} does")
    return re.sub(r"[^\W\d]\w*", lambda found: renamed.get(found[0], found[0]), text) if renamed else text


def _same(text: str, statement: str, data: Data, reads: Callable[[str], object]) -> bool:
    """Whether two texts are one. Raises: ReplayError where they differ, and the first is no prose: both of its sides can be read."""
    if text == _original(statement, data):
        return True
    try:
        for side in sides(text, *_RELATIONS)[::2]:
            reads(side)
    except (NotReplayable, ReplayError):
        return False
    raise ReplayError(f"the certificate proves {statement[:80]}, but the step says {text[:80]}")


def _renamed(text: str, data: Data) -> str:
    """A step's text with the certificate's names. Raises: NotReplayable where two of them were one name."""
    for name, before in data.get("renamed", {}).items():
        if list(data["renamed"].values()).count(before) > 1 or name in text:
            raise NotReplayable(f"two symbols are called {before}")
        text = re.sub(rf"(?<!\w){re.escape(before)}(?!\w)", name, text)
    return text


def _difference(text: str, data: Data, domain: Domain) -> bool:
    """Whether p >= 0 is right - left >= 0 times something positive.

    An even power of a real symbol counts: where it vanishes, the step's statement follows by continuity, unless its range is a point.
    """
    try:
        left, relation, right = sides(_renamed(text, data), "<=", "<")
        statement = data["statement"]
        found = set(re.findall(r"[^\W\d]\w*", f"{left} {right}"))
        known = {name: assumptions.ranges(domain, _original(name, data)) for name in found}
        points = {name for name in found if any(low is not None and low == high for low, high, _ in known[name])}
        real = [name for name in found if known[name] and name not in points]
        positive = [name for name in found if assumptions.signs(domain, [_original(name, data)], []) == ([], [])]
        reader = Reader(positive, real)
        gap = reader.read(parse(right)).plus(reader.read(parse(left)), -1)
        stated, _, zero = sides(statement, ">=", ">")
        p = reader.read(parse(stated)).plus(reader.read(parse(zero)), -1)
    except NotReplayable:
        return False
    if relation == "<" and " > " not in statement:
        raise ReplayError("the certificate proves >=, but the step says <")
    if not any(_is_evidently_positive(q, reader) or _is_positive_on_box(q, data, domain) for q in _ratios(p, gap)):
        raise ReplayError(f"the certificate's {statement[:80]} is not {text[:80]} times something evidently positive")
    return True


def _ratios(p: Quotient, gap: Quotient) -> list[Quotient]:
    """The quotients q = monomial or monomial times the denominator of `gap`, with p = q gap."""
    if not gap.above or not p.above:
        return [Quotient(dict(ONE))] if not gap.above and not p.above else []
    first = min(gap.above)
    found = []
    for monomial, value in p.above.items():
        inverse = Quotient({first: gap.above[first]}).inverse().above
        factor = times({monomial: value}, inverse)
        if times(factor, gap.above) == p.above and p.below == ONE:
            found.append(Quotient(times(factor, gap.below)))
    return found


def _is_evidently_positive(q: Quotient, reader: Reader) -> bool:
    def positive(monomial: Monomial) -> bool:
        return all(reader.is_positive(name) or (name in reader.real and (power / 2).denominator == 1)
                   for name, power in monomial)

    def has_positive_term(total: Sum) -> bool:
        return any(all(reader.is_positive(name) for name, _ in monomial) for monomial in total)

    return all(value > 0 and positive(monomial) for monomial, value in q.above.items()) and (
        len(q.above) == 1 or has_positive_term(q.above))


def _is_positive_on_box(q: Quotient, data: Data, domain: Domain) -> bool:
    """Whether a polynomial is positive on the recorded ranges by its coefficients from a corner, as a shift has them."""
    names = sorted({name for monomial in q.above for name, _ in monomial})
    known = [assumptions.ranges(domain, _original(name, data)) for name in names]
    powers = [power for monomial in q.above for _, power in monomial]
    if any(len(each) != 1 for each in known) or any(power < 0 or power.denominator != 1 for power in powers):
        return False
    p = {tuple(int(dict(monomial).get(name, 0)) for name in names): value for monomial, value in q.above.items()}
    return nonnegative.is_shift_positive(p, names, [(low, high) for ((low, high, _),) in known])


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
