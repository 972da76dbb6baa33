"""What records hold of simulations: numbers rounded within their bars, readings, and the points behind an exponent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sympy as sp

from numerics.estimate import Estimate
from verify.measured import Check, Reading
from verify.statements import correspondence, exponents, plain, rates
from verify.statements.correspondence import Correspondence
from verify.statements.simulated import trial
from verify.statements.simulated_case import Case, System


@pytest.mark.parametrize(("value", "error", "shown"), [
    (0.0123456, 0.00012, (0.01235, 0.00013)), (2.1e-9, 8.6e-7, (0.0, 8.7e-7)), (0.5, 0.0, (0.5, 0.0)), (-1.23456, 0.0, (-1.235, 0.00044)),
    (1234.56, 30.0, (1235.0, 31.0)), (0.0, 0.0, (0.0, 0.0)), (0.2, 0.001, (0.2, 0.001)),
])  # fmt: skip
def test_a_rounded_number_stays_within_its_bar(value: float, error: float, shown: tuple[float, float]) -> None:
    found = plain.number(Estimate(value, error, ""))
    assert (found["value"], found["error"]) == pytest.approx(shown, rel=1e-12)
    assert abs(found["value"] - value) + error <= found["error"] * (1 + 1e-12)


@dataclass(frozen=True)
class MadeUp:
    """Two readings that share a check, with points."""

    right: float = 1.0

    def problems(self) -> list[str]:
        return []

    def readings(self) -> list[Reading]:
        check = Check("second", Estimate(0.1, 0.01, ""), Estimate(0.11, 0.01, ""))
        return [Reading({"case": str(k)}, Estimate(0.1 * k, 0.001, ""), (self.right, self.right), (check,)) for k in (1, 2)]

    def points(self) -> list[dict[str, Any]]:
        return [{"points": [k]} for k in (1, 2)]

    flaws = bounds = lambda self: iter(())

    def domain(self) -> dict[str, str]:
        return {}


def test_the_evidence_of_a_simulation_holds_its_readings() -> None:
    first, second = (item.data for item in trial(MadeUp()).verdict.evidence)  # type: ignore[arg-type]
    assert first["left"] == {"value": 0.1, "error": 0.001} and first["right"] == 1 and first["points"] == [1]
    assert [check["name"] for check in first["checks"]] == ["second"] and "checks" not in second and second["points"] == [2]
    found = trial(replace(MadeUp(), right=0.05)).verdict  # type: ignore[arg-type]
    assert found.word == "refuted" and found.evidence[0].data["measured"]["left"]["value"] == 0.1


def test_the_points_of_rates_are_those_of_their_exponents(monkeypatch: pytest.MonkeyPatch) -> None:
    def distance(*arguments: Any) -> Estimate:
        h, gamma, _ = arguments[2]
        return Estimate(float(h) ** 0.5 / float(gamma), 1e-9, "")

    places = tuple((Fraction(1, 2**k), Fraction(k), Fraction(1)) for k in (1, 2, 3))
    monkeypatch.setattr(rates, "_distance", distance)
    laws = tuple(rates.Law(name, 1, "h", places, sp.Integer(0), sp.Integer(9), local=local) for name, local in (("a", True),))
    found = rates.Rates(None, None, laws, ()).points()  # type: ignore[arg-type]
    assert [[point["h"] for point in each["points"]] for each in found] == [["1/8", "1/4"], ["1/4", "1/2"]]
    assert found[0]["points"][0] == {"h": "1/8", "gamma": "3", "t": "1", "value": 0.1179, "error": pytest.approx(5e-5, rel=0.1)}
    assert found[1]["exponent"]["value"] == pytest.approx(1.5) and found[0]["order"] == 1
    monkeypatch.setattr(exponents, "_gap", lambda *a: SimpleNamespace(distance=Estimate(float(a[2][1]) ** 2, 1e-9, "")))
    both = tuple((Fraction(1), D, Fraction(1)) for D in (Fraction(1), Fraction(1, 2)))
    sweep = exponents.Sweep("D", "1/D", both, None, sp.Integer(9), True)
    (only,) = exponents.Exponents(None, None, (sweep,), ()).points()  # type: ignore[arg-type]
    assert [point["D"] for point in only["points"]] == ["1", "1/2"] and only["exponent"]["value"] == -2.0


def test_the_points_of_theorem_1_have_the_sharper_factors() -> None:
    """q_1/sqrt 8 = sqrt(5/24) and 1/(2 sqrt pi) of (8) for d = 1: typed from the claims."""
    x = sp.Symbol("x", real=True)
    pendulum = System(sp.cos(x), (x,), sp.S.One, sp.S.One)
    case = Case(pendulum, Fraction(1, 4), Fraction(1, 16), Fraction(1, 16), (Fraction(1), Fraction(0)), Fraction(1, 4))
    found = Correspondence((case,), sp.Integer(1)).points()
    printed = 0.25 * 0.5 * (0.25 / 0.0625) ** 1.5  # (8): t/tau_H = 1/4, sqrt(hbar/s_H) = 1/2, z = hbar/D
    assert [each["refined"] for each in found] == pytest.approx([printed * (5 / 24) ** 0.5, printed / (2 * np.pi**0.5)], rel=1e-5)
    assert {each["V"] for each in found} == {"cos(x)"} and correspondence.VACUOUS == 2
