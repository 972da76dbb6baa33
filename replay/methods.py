"""Which computation replays a proof, by the name of its method in the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from replay import farkas, identity, indices, nonnegative, roots, traces, units, words
from replay.outcome import NotReplayable, ReplayError
from replay.text import sides

Data = Mapping[str, Any]
MINUS, ZERO = ") - (", ") = 0"


def equation(data: Data) -> tuple[str, str]:
    """(left, right) of the identity "(left) - (right) = 0" of a certificate. Raises: NotReplayable."""
    text, depth = str(data["identity"]), 0
    for cut, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            if cut > 0 and text[cut:cut + len(MINUS)] == MINUS and text.endswith(ZERO):
                return text[1:cut], text[cut + len(MINUS):-len(ZERO)]
            break
    raise NotReplayable(f"an identity must be written as (left) - (right) = 0, but is {text[:60]!r}")


def _names(data: Data, key: str) -> list[str]:
    return str(data.get(key, "")).split()


def _identity(data: Data) -> None:
    if "positive" not in data and "real" not in data and "generators" in data:
        raise NotReplayable("which symbols are positive is not recorded")
    left, right = equation(data)
    names = {kind: _names(data, kind) for kind in ("positive", "real")}
    exponentials = data.get("exponentials") is True
    if "parts" in data:
        roots.replay(left, right, data["parts"], **names, exponentials=exponentials)
    else:
        identity.replay(left, right, **names, exponentials=exponentials)


def _farkas(data: Data) -> None:
    if "given" not in data:
        raise NotReplayable("the hypotheses are not recorded as data")
    farkas.replay(data["statement"], data["given"], data["extrema"], data["cases"], positive=_names(data, "positive"))


def _nonnegative(data: Data) -> None:
    if "box" not in data:
        raise NotReplayable("the box is not recorded as data")
    nonnegative.replay(data["statement"], data["box"], data["certificate"])


def _equal(data: Data) -> None:
    words.replay_equal(_statement(data), data)


def _positive(data: Data) -> None:
    words.replay_positive(_statement(data), data)


def _blocks(data: Data) -> None:
    if "scalars" not in data:
        raise NotReplayable("which names are scalars is not recorded")
    words.replay_blocks(data["identity"], data["scalars"])


def _trace(data: Data) -> None:
    traces.replay(_statement(data), data.get("normal_form"))


def _index(data: Data) -> None:
    indices.replay(data["left"], data["right"], data["symmetric"], data["inverse"], data.get("normal_form"))


def _same(data: Data) -> None:
    units.replay(data["unit"], data["also"])


def _unique(data: Data) -> None:
    if "quantities" not in data:
        raise NotReplayable("the units of the quantities are not recorded")
    units.unique(data["unit"], data["quantities"], data["exponents"])


def _statement(data: Data) -> str:
    if "statement" not in data:
        raise NotReplayable("the statement is not recorded in the certificate")
    sides(data["statement"], "=", ">=")
    return str(data["statement"])


METHODS: dict[str, Callable[[Data], None]] = {
    "normal form": _identity,
    "Farkas multipliers in the logarithms, case by case": _farkas,
    "shift": _nonnegative,
    "sturm": _nonnegative,
    "sos": _nonnegative,
    "split": _nonnegative,
    "ideal membership in a free algebra": _equal,
    "sum of congruences of positive matrices": _positive,
    "block multiplication": _blocks,
    "normal form of trace polynomials": _trace,
    "index normal form": _index,
    "exponent vectors": _same,
    "rank of the exponent matrix": _unique,
}


def replay(method: str, data: Data) -> None:
    """Nothing, where the data prove the statement in them. Raises: ReplayError, NotReplayable."""
    if method not in METHODS:
        raise NotReplayable(f"the method {method!r} is not known")
    try:
        METHODS[method](data)
    except (ReplayError, NotReplayable):
        raise
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ReplayError(f"the certificate has not the form it must have: {type(error).__name__}: {error}") from error
