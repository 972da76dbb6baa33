"""A simulation as plain JSON, and as text for a terminal: inputs, the theorem's word, distances beside bounds."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from derive.formula import written
from numerics import bounds
from verify.present.words import wrap
from verify.system_input import euler

if TYPE_CHECKING:
    from numerics.estimate import Estimate
    from verify.simulate_problem import Problem

Record = dict[str, Any]
SCALES = {"tau_H": "tau", "eta_H": "eta", "s_H": "s", "x_H": "x", "p_H": "p", "hbar/s_H": "h", "D_0": "D0", "z": "z"}
DISTANCES = ("quantum_mixture", "mixture_classical", "quantum_classical", "certificate_quantum", "certificate_classical")
ENOUGH = 200  # packets from which sampling bars held in trials with rare events
KINDS = (
    ("quantum", "quantum_mixture", "|| rho~ - rho ||_Tr, mixture against quantum evolution"),
    ("classical", "mixture_classical", "|| W[rho~] - f ||_L1, mixture against classical evolution"),
)
WIDTHS = (10, 21, 21, 12, 12)
PLACES, DIGITS = 9, 15  # the most places behind the point, beyond which a power of ten is shown; the most digits of that
SAMPLED = "sampled"  # the record's key of the second method


def record(arguments: argparse.Namespace, stated: Problem, times: Sequence[Fraction]) -> Record:
    """What is known before the simulation. Keys are stable; `sampled` and `distances` of each row are null until `with_distances`."""
    known = stated.theory
    inputs: Record = {"potential": stated.formula, "expression": written(stated.potential.expression), "parameters": arguments.param}
    for name in ("hbar", "mass", "Dx", "Dp", "time", "squeeze", "thermal", "tolerance"):
        inputs[name] = _exact(getattr(arguments, name))
    inputs |= {
        "centre": stated.packet.centre.tolist(), "covariance": stated.packet.covariance.tolist(),
        "aspect": {"value": stated.eta, "from": stated.aspect}, "packets": arguments.mixture, "seed": arguments.seed,
    }
    theorem: Record = {"applies": known.applies, "why": list(known.why), "norms": {}}
    for name, supremum in (("second", known.second), ("third", known.third)):
        theorem["norms"][name] = {
            "finite": supremum.finite, "low": finite_or_none(supremum.low), "high": finite_or_none(supremum.high), "how": supremum.how,
        }
    theorem["scales"] = None if known.scales is None else {key: ends(getattr(known.scales, name)) for key, name in SCALES.items()}
    theorem["initial_squeezing"] = None if known.needed is None else ends(known.needed)
    for name, bound in (("printed", known.printed), ("sharpened", known.sharpened)):
        theorem[name] = None if bound is None else {
            "eta": ends(bound.eta), "z": ends(bound.z), "quantum_rate": ends(bound.quantum), "classical_rate": ends(bound.classical),
        }
    rows = []
    for time in times:
        found = {f"{name}_{kind}": None if bound is None else ends(bounds.error_at(getattr(bound, kind), time))
                 for name, bound in (("printed", known.printed), ("sharpened", known.sharpened)) for kind, _, _ in KINDS}
        rows.append({"time": _exact(time), "bounds": found, "distances": None})
    return {"schema": 1, "command": "simulate", "inputs": inputs, "theorem": theorem, "rows": rows, SAMPLED: None, "meaning": []}


def with_distances(item: Record, comparison: Any) -> Record:
    """The record with the measured distances of each row, those of the second method at the end, and what they mean."""
    if len(comparison.rows) != len(item["rows"]):
        raise ArithmeticError(f"a comparison must have {len(item['rows'])} times, but has {len(comparison.rows)}; please report this")
    rows = [
        {**row, "distances": {name: _estimate(getattr(found, name)) for name in DISTANCES}}
        for row, found in zip(item["rows"], comparison.rows, strict=True)
    ]
    second = comparison.sampled
    sampled = {"packets": second.packets, **{name: _estimate(getattr(second, name)) for _, name, _ in KINDS}}
    return {**item, "rows": rows, SAMPLED: sampled, "meaning": [*meaning(rows, sampled), *few(item["inputs"]["packets"])]}


def meaning(rows: Sequence[Record], sampled: Record) -> list[str]:
    """Sentences: which bounds say something at the end, how far the best is from the truth, what is violated, and whether methods agree."""
    last, said = rows[-1], []
    for kind, name, _ in KINDS:
        certificate, distance = last["distances"][f"certificate_{kind}"], last["distances"][name]
        known = {"printed": last["bounds"][f"printed_{kind}"], "sharpened": last["bounds"][f"sharpened_{kind}"],
                 "a-posteriori": {"low": certificate["value"] - certificate["error"], "high": certificate["value"] + certificate["error"]}}
        empty = [key for key, value in known.items() if value is not None and (value["low"] is None or value["low"] >= bounds.VACUOUS)]
        telling = [key for key, value in known.items() if value is not None and key not in empty]
        sentence = f"At t = {last['time']['value']:g}, {kind}: "
        sentence += f"{_listed(telling)} below 2" if telling else "no bound is below 2"
        sentence += f"; {_listed(empty)} vacuous." if empty else "."
        if distance["value"] > distance["error"]:
            sentence += f" The a-posteriori bound is {certificate['value'] / distance['value']:.2g} times the distance."
        else:
            sentence += " The distance is 0 within its error bar."
        said.append(sentence)
    wrong = [
        f"{kind} at t = {row['time']['value']:g}" for row in rows for kind, name, _ in KINDS
        if (distance := row["distances"][name])["value"] - distance["error"]
        > (limit := row["distances"][f"certificate_{kind}"])["value"] + limit["error"]
    ]
    said.append(f"A distance exceeds its a-posteriori bound by more than both error bars ({_joined(wrong)}): one of them is wrong, "
                "please report this." if wrong else "Every distance is below its a-posteriori bound, within the error bars.")
    return [*said, _agreement(last, sampled)]


def few(packets: int) -> list[str]:
    """What to say of bars from few packets."""
    return [] if packets >= ENOUGH else [
        f"{packets} packets are few: where what matters happens to one packet in a hundred, bars of sampling from fewer than {ENOUGH} were "
        "too small by up to 45 times in trials, and in none of 8 trials with more."]


def _agreement(last: Record, sampled: Record) -> str:
    """Whether both methods give the same distances at the end."""
    pairs = {kind: (last["distances"][name], sampled[name]) for kind, name, _ in KINDS}
    apart = [
        f"{kind}: {with_bar(one)} and {with_bar(other)}" for kind, (one, other) in pairs.items()
        if abs(one["value"] - other["value"]) > one["error"] + other["error"]
    ]
    if not apart:
        return "Both methods, the mixture's own equation of motion and other packets put on the grid, agree within their error bars."
    at = f"at t = {last['time']['value']:g} ({'; '.join(apart)})"
    return f"Two methods disagree by more than both error bars {at}: one of them is wrong, please report this."


def before(item: Record) -> str:
    """Text: the system, the theorem's scales, and whether it applies."""
    given, theorem = item["inputs"], item["theorem"]
    values = euler(given["expression"]) | {name: given[name]["exact"] for name in ("hbar", "mass", "Dx", "Dp", "time")}
    mixed = f", thermal factor {given['thermal']['exact']}" if given["thermal"]["value"] != 1 else ""
    lines = [_items(values, f"V = {given['expression'].replace('**', '^')}, ", 0), wrap(
        f"initial packet: centre {_numbers(given['centre'])}, covariance (hbar/2) diag(r/eta, eta/r) with r = {given['squeeze']['exact']}, "
        f"eta = {given['aspect']['value']:.6g} ({given['aspect']['from']}){mixed}", 0), "", "Theorem 1, bound (8)"]
    for symbol, name in (("|V''|", "second"), ("|V'''|", "third")):
        norm = theorem["norms"][name]
        value = "infinite" if norm["finite"] is False else _open(norm) if norm["finite"] is None else enclosed(norm)
        lines.append(wrap(f"{symbol:<6} = {value}   ({norm['how']})", 2))
    if theorem["scales"] is not None:
        lines.append(_items({name: enclosed(value) for name, value in theorem["scales"].items()}, "", 2))
    if theorem["sharpened"] is not None:
        best = theorem["sharpened"]
        lines.append(wrap(f"sharpened bound: at aspect eta = {enclosed(best['eta'])} with z = {enclosed(best['z'])}", 2))
    lines += [wrap(sentence, 2) for sentence in theorem["why"]]
    until = []
    for name, bound in (("(8)", theorem["printed"]), ("sharpened", theorem["sharpened"])):
        if bound is not None and bound["quantum_rate"]["high"]:
            reached = {_until(bound[f"{kind}_rate"]): kind for kind, _, _ in KINDS}
            until.append(f"{name} up to t = " + " and ".join(f"{t} ({kind})" if len(reached) > 1 else t for t, kind in reached.items()))
    return "\n".join([*lines, *([wrap(f"Below 2: {', '.join(until)}.", 2)] if until else []), ""])


def after(item: Record) -> str:
    """Text: one table for each distance, and what they mean."""
    given = item["inputs"]
    lines = [f"Simulated to {given['tolerance']['exact']}, {given['packets']} packets, seed {given['seed']}"]
    for kind, name, title in KINDS:
        lines += ["", title, _line("t", "distance", "a posteriori", "sharpened", "(8)")]
        for row in item["rows"]:
            found, limits = row["distances"], row["bounds"]
            lines.append(_line(f"{row['time']['value']:.6g}", with_bar(found[name]), _certificate(found[f"certificate_{kind}"]),
                               from_above(limits[f"sharpened_{kind}"]), from_above(limits[f"printed_{kind}"])))
        second = item[SAMPLED]
        lines.append(_line(f"{row['time']['value']:.6g}", with_bar(second[name]), f"by {second['packets']} other packets, put on the grid"))
    lines += ["", "|| W[rho] - f ||_L1, quantum against classical evolution; no bound claimed", _line("t", "distance")]
    lines += [_line(f"{row['time']['value']:.6g}", with_bar(row["distances"]["quantum_classical"])) for row in item["rows"]]
    marked = any("*" in line for line in lines)
    lines += ["", *(["* vacuous: no two states are farther apart than 2"] if marked else []), *(wrap(s, 0) for s in item["meaning"])]
    return "\n".join(lines)


def as_json(item: Record) -> bytes:
    """The record as a file."""
    return (json.dumps(item, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def ends(ball: Any) -> dict[str, float | None]:
    """Outward ends of a ball; null stands for infinite."""
    low, high = bounds.outward(ball)
    return {"low": finite_or_none(low), "high": finite_or_none(high)}


def finite_or_none(value: float | None) -> float | None:
    """The number, None for an infinite one."""
    return value if value is not None and math.isfinite(value) else None


def _exact(value: Fraction) -> Record:
    return {"exact": str(value), "value": float(value)}


def _estimate(found: Estimate) -> Record:
    return {"value": float(found.value), "error": float(found.error), "how": found.how}


def enclosed(value: Record) -> str:
    """Six digits where they are known, both ends otherwise."""
    low, high = value["low"], value["high"]
    if low is None or high is None:
        return "infinite" if low is None else f"at least {low:.6g}"
    return f"{(low + high) / 2:.6g}" if high - low <= 1e-6 * abs(low) else f"[{low:.6g}, {high:.6g}]"


def _open(norm: Record) -> str:
    """A norm that may be infinite, with what it certainly reaches, rounded down."""
    if not norm["low"] or norm["low"] < 0:
        return "not known"
    return f"not known, at least {Context(prec=3, rounding=ROUND_FLOOR).create_decimal(Decimal(norm['low'])).normalize():g}"


def from_above(value: Record | None) -> str:
    """A bound, rounded up to three digits and starred where it is vacuous; '-' where there is none."""
    if value is None:
        return "-"
    if value["high"] is None:
        return "infinite*"
    digits = Context(prec=3, rounding=ROUND_CEILING).create_decimal(Decimal(value["high"]))
    return f"{float(digits):#.3g}".rstrip(".") + "*" * (value["low"] is None or value["low"] >= bounds.VACUOUS)


def with_bar(found: Record) -> str:
    """'value ± error', the error rounded up to two digits and the value to the same place."""
    value, error = found["value"], found["error"]
    if error == 0:
        return f"{value:.6g}"
    bar = Context(prec=2, rounding=ROUND_CEILING).create_decimal(repr(error))
    places = 1 - bar.adjusted()
    if not 0 <= places <= PLACES:
        known = Decimal(repr(value)).adjusted() + places if value else 0
        return f"{value:.{min(max(known, 0), DIGITS)}e} ± {float(bar):.1e}"
    return f"{value:.{places}f} ± {float(bar):.{places}f}"


def _certificate(found: Record) -> str:
    """A bound with its error bar, starred where it is vacuous."""
    return with_bar(found) + "*" * (found["value"] - found["error"] >= bounds.VACUOUS)


def _items(values: Mapping[str, str], head: str, indent: int) -> str:
    """'head name = value, ...' filled, no line ending within an equation."""
    return wrap(head + ", ".join(f"{name}\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{value}" for name, value in values.items()), indent).replace(
        "\N{NO-BREAK SPACE}", " ")


def _until(rate: Record) -> str:
    """The time, rounded down, at which a bound of this rate reaches 2."""
    return f"{float(Context(prec=3, rounding=ROUND_FLOOR).create_decimal(Decimal(bounds.VACUOUS / rate['high']))):g}"


def _line(*cells: str) -> str:
    parts = (cell if len(cell) < width else f"{cell} " for cell, width in zip(cells, WIDTHS, strict=False))
    return "  " + "".join(f"{part:<{width}}" for part, width in zip(parts, WIDTHS, strict=False)).rstrip()


def _numbers(values: Sequence[float]) -> str:
    return "(" + ", ".join(f"{value:g}" for value in values) + ")"


def _listed(names: Sequence[str]) -> str:
    """'the a, b and c bounds are'."""
    return f"the {_joined(names)} bound{'s are' if len(names) > 1 else ' is'}"


def _joined(names: Sequence[str]) -> str:
    return " and ".join(", ".join(names).rsplit(", ", 1))
