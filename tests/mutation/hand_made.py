"""Certificates of nonnegativity, made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Poly

from derive.certificate import CertificateError, replay


def proves(p: Any, box: Any, data: Any, *, strict: bool = False) -> bool:
    try:
        return replay(Poly(p, *box), box, data, strict=strict) is not None
    except CertificateError:
        return False


def because(p: Any, box: Any, data: Any, *, strict: bool = False) -> str:
    with pytest.raises(CertificateError) as caught:
        replay(Poly(p, *box), box, data, strict=strict)
    return str(caught.value).rpartition("the statement, but ")[2]


def shift(power: Any = 0, **coefficients: str) -> dict[str, Any]:
    return {"kind": "shift", "power": power, "coefficients": {k.replace("_", ",").strip("c"): v for k, v in coefficients.items()}}


def sturm(rest: list[str], root: list[str], ends: Any = (0, 0)) -> dict[str, Any]:
    return {"kind": "sturm", "rest": rest, "root": root, "ends": list(ends)}
