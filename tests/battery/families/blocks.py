"""Block matrices of every block size: the symplectic form, coherent covariances and flows of hrr2023 (5), (13) to (15)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from derive.blocks import BLOCK_ONE, FORM, Block
from derive.free_algebra import ONE, ZERO, Element, scalar
from verify.statement import Statement
from verify.statements.block import BlockEqual

from ..language import read, split
from ..matrices import Drawn, Mat, planted
from ..planted import Planted


def _entry(value: Any) -> Element:
    return value if isinstance(value, Element) else ONE * Fraction(value)


def _rows(a: Any, b: Any, c: Any, d: Any) -> Block:
    return Block(((_entry(a), _entry(b)), (_entry(c), _entry(d))))


def _build(text: str) -> Statement:
    known: dict[str, Any] = {"w": FORM, "one": BLOCK_ONE, "zero": _rows(ZERO, ZERO, ZERO, ZERO), "block": _rows,
                             **{name: scalar(name) for name in ("h", "m", "k", "e")},
                             **{f"i{name}": scalar(name, -1) for name in ("h", "m", "k", "e")}}
    left, _, right = split(text)
    return BlockEqual(read(left, known, Fraction), read(right, known, Fraction))


def _letters(drawn: Drawn) -> Mapping[str, Any]:
    """Block size 1 says it all: every block is a multiple of 1."""
    (h,), count = drawn["scalar"], len(drawn["form"])
    form = np.broadcast_to(np.array([[0.0, 1.0], [-1.0, 0.0]]), (count, 2, 2))
    values = {"h": h, "m": h**2 + 1, "k": 1 / (h + 3), "e": 2 * h + 1}
    one = np.broadcast_to(np.eye(2), (count, 2, 2))
    return {"w": form, "one": one, "zero": 0 * one, **values,
    **{f"i{name}": 1 / value for name, value in values.items()}}


def _block(a: Any, b: Any, c: Any, d: Any) -> Mat:
    entries = [x if isinstance(x, np.ndarray) else np.array([[x]]) for x in (a, b, c, d)]
    shape = np.broadcast_shapes(*(x.shape for x in entries))
    a, b, c, d = (np.broadcast_to(x, shape) for x in entries)
    return Mat(np.concatenate([np.concatenate([a, b], axis=-1), np.concatenate([c, d], axis=-1)], axis=-2))


block = partial(planted, build=_build, letters=_letters, functions={"block": _block})
AT = {"w": [[0, 1], [-1, 0]], "one": [[1, 0], [0, 1]], "zero": [[0, 0], [0, 0]], "h": 2, "m": 3, "k": 5, "e": 7,
      "ih": "1/2", "im": "1/3", "ik": "1/5", "ie": "1/7"}
STAR = "block(1/2*h*ie, 0, 0, 1/2*h*e)"
FLOW = "block(0, im, -1*k, 0)"

PLANTED: list[Planted] = [
    *block("coherent covariance is pure", "hrr2023 (5)", f"{STAR}*w*{STAR} == 1/4*block(0, h*h, -1*h*h, 0)",
           f"{STAR}*w*{STAR} == 1/4*block(0, h, -1*h, 0)", "hbar not squared", AT),
    *block("inverse of the coherent covariance", "hrr2023 (5)", f"{STAR}*block(2*ih*e, 0, 0, 2*ih*ie) == one",
           f"{STAR}*block(2*ih*ie, 0, 0, 2*ih*e) == one", "entries exchanged", AT),
    *block("flow of an oscillator is Hamiltonian", "hrr2023 (15)", f"{FLOW}.T*w == block(k, 0, 0, im)",
           f"{FLOW}.T*w == block(im, 0, 0, k)", "entries exchanged", AT),
    *block("square of the flow", "hrr2023 (15)", f"{FLOW}*{FLOW} == block(-1*im*k, 0, 0, -1*im*k)",
           f"{FLOW}*{FLOW} == block(im*k, 0, 0, im*k)", "unstable for stable", AT),
    *block("fourth power of the form", "hrr2023 (C1)", "w*w*w*w == one", "w*w*w == one", "one factor lost", AT,
           gross=True),
    *block("rate of the coherent covariance", "hrr2023 (14)",
           f"{FLOW}*{STAR} + {STAR}*{FLOW}.T == 1/2*block(0, h*im*e - h*ie*k, h*im*e - h*ie*k, 0)",
           f"{FLOW}*{STAR} + {STAR}*{FLOW}.T == 1/2*block(0, h*im*e + h*ie*k, h*im*e + h*ie*k, 0)",
           "sign of the stiffness", AT),
    *block("free flow", "hrr2023 (13)", "block(1, k*im, 0, 1)*block(1, e*im, 0, 1) == block(1, (k + e)*im, 0, 1)",
           "block(1, k*im, 0, 1)*block(1, e*im, 0, 1) == block(1, k*e*im, 0, 1)",
           "product for sum of times", AT),
    *block("free flow is symplectic", "hrr2023 (C2)", "block(1, k*im, 0, 1).T*w*block(1, k*im, 0, 1) == w",
           "block(1, k*im, 0, 1)*w*block(1, k*im, 0, 1) == w", "transpose lost", AT),
    *block("spread of a free packet", "hrr2023 (14)",
           f"block(1, k*im, 0, 1)*{STAR}*block(1, 0, k*im, 1) == 1/2*block(h*ie + k*k*im*im*h*e, k*im*h*e, k*im*h*e, h*e)",
           f"block(1, k*im, 0, 1)*{STAR}*block(1, 0, k*im, 1) == 1/2*block(h*ie + k*im*h*e, k*im*h*e, k*im*h*e, h*e)",
           "time not squared", AT),
]
