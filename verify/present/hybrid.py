"""What `hybrid` finds, as plain JSON; `hybrid_text` makes text of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.formula import typed

if TYPE_CHECKING:
    from verify.hybrid.equation import EquationModel
    from verify.hybrid.model import HybridModel
    from verify.hybrid.positivity import Positivity
    from verify.hybrid.regime import Validity
    from verify.hybrid.simulation import Found

Record = dict[str, Any]
KEPT = "conserved"  # as `verify.hybrid.exact` calls it, which needs the engine
RATIOS = ("noise", "trade_off", "decoherence")
STARTING = ("noise", "decoherence", "turning", "bending", "width")


def record(
    model: HybridModel | EquationModel, inputs: Record, answers: list[Positivity], valid: Validity | None
) -> Record:
    """What is known before the simulation. Keys are stable; rows and histograms are null until `with_simulation`."""
    from verify.hybrid.model import HybridModel

    stated = _of_particle(model) if isinstance(model, HybridModel) else _of_equation(model)
    common: Record = {
        "model": model.name,
        "title": model.title,
        "parameters": dict(model.parameters),
        "hbar": _text(model.hbar),
        "time": _text(model.time),
        "density": rows(model.start.density),
    }
    return {
        "schema": 1,
        "command": "hybrid",
        "inputs": {**common, **stated, **inputs},
        "everywhere": model.is_fixed,
        "trade_off": [_positivity(each) for each in answers],
        "regime": None if valid is None else _validity(valid),
        "rows": None,
        "histograms": None,
        "unresolved": None,
        "meaning": [],
    }


def _of_particle(model: HybridModel) -> Record:
    return {
        "coordinates": list(map(str, model.coordinates)),
        "variables": list(map(str, model.variables)),
        "potential": _text(model.potential),
        "coupling": rows(model.coupling),
        "D_2": rows(model.diffusion),
        "decoherence": _decoherence(model),
        "mass": None if model.mass is None else _text(model.mass),
        "q": list(map(_text, model.start.q)),
        "p": list(map(_text, model.start.p)),
        "q_spread": _text(model.start.q_spread),
        "p_spread": _text(model.start.p_spread),
    }


def _of_equation(model: EquationModel) -> Record:
    made = model.equation
    return {
        "coordinates": list(map(str, made.variables)),
        "variables": list(map(str, made.variables)),
        "drift": list(map(_text, made.drift)),
        "hamiltonian_over_hbar": rows(made.hamiltonian),
        "operators": [rows(each) for each in made.operators],
        **{name: rows(each) for name, each in (("D_0", made.D0), ("D_1", made.D1), ("D_2", made.D2))},
        "sigma": None if model.sigma is None else rows(model.sigma),
        "z": list(map(_text, model.start.z)),
        "z_spread": list(map(_text, model.start.spread)),
    }


def of_coefficients(name: str, matrices: Mapping[str, sp.Matrix], found: Positivity) -> Record:
    """The record of a file that states nothing but the coefficients."""
    return {
        "schema": 1,
        "command": "hybrid",
        "inputs": {"model": name, **{key: rows(each) for key, each in matrices.items()}},
        "trade_off": [_positivity(found)],
    }


def _decoherence(model: HybridModel) -> Record:
    if model.decoherence is None:
        return {"kind": "least", "surplus": [rows(each) for each in model.surplus]}
    return {
        "kind": "stated",
        "operators": [rows(each) for each in model.decoherence.operators],
        "D_0": rows(model.decoherence.rates),
    }


def _positivity(found: Positivity) -> Record:
    return {
        "position": list(map(_text, found.position)),
        "holds": found.holds,
        "saturated": found.saturated,
        "noise_reaches": found.kernel,
        "smallest_eigenvalue": _ends(found.least),
        "factor": _ends(found.factor),
        "no_factor": found.hopeless,
        "operators": [rows(each) for each in found.operators],
        "D_0": rows(found.D_0),
        "needed": rows(found.needed),
        "why": found.why,
    }


def _validity(valid: Validity) -> Record:
    if valid.ratios is None:
        at_start = valid.at_start
        starting: Record | None = None
        if at_start is not None:
            ratios = {name: _number(getattr(at_start, name)) for name in STARTING}
            starting = {**ratios, "trade_off": _ends(valid.trade_off), "steady": at_start.steady}
        return {"stated": False, "why": valid.why, "time": _text(valid.time), "at_start": starting}
    found = {name: _number(getattr(valid.ratios, name)) for name in RATIOS}
    return {"stated": True, "time": _text(valid.time), **found, "excess": _number(valid.ratios.excess)}


def _number(value: sp.Expr) -> Record:
    finite = value.is_finite is not False
    return {"exact": _text(value), "value": float(value) if finite else None}


def with_simulation(item: Record, found: Found) -> Record:
    """The record with averages, histograms, and what they mean."""
    table = [
        {
            "time": row.time,
            "name": row.name,
            "value": float(row.simulated.value),
            "error": float(row.simulated.error),
            "how": row.simulated.how,
            "known": None
            if row.known is None
            else {"value": float(row.known.value), "error": float(row.known.error), "source": row.known.source},
            "agrees": row.agrees,
        }
        for row in found.rows
    ]
    bars = [
        {
            "time": each.time,
            "name": each.name,
            "edges": each.edges.tolist(),
            "counts": each.counts.tolist(),
            "total": each.total,
            "law": None if each.law is None else each.law.tolist(),
            "source": each.source,
            "deviation": each.deviation,
        }
        for each in found.histograms
    ]
    stopped = {"count": found.unresolved, "of": found.trajectories, "first_time": found.first_stop}
    said = [*meaning(table, stopped), *_histograms(bars)]
    if found.given_up is not None:
        said.append(
            f"The master equation, the second method, was given up from t = {found.given_up:g} on: it took too long, did "
            "not converge, or its grid holds a point where the formulas are singular; ask for a shorter --time."
        )
    if found.watched:
        said.append("The trade-off was evaluated at every step of every trajectory, and held.")
    return {**item, "rows": table, "histograms": bars, "unresolved": stopped, "meaning": said}


def meaning(table: list[Record], stopped: Record) -> list[str]:
    """Sentences: which averages are known by another way and whether they agree, which are not, and what was left out."""
    compared = [row for row in table if row["agrees"] is not None]
    apart = [f"{row['name']} at t = {row['time']:g}" for row in compared if not row["agrees"]]
    said = []
    if apart:
        said.append(
            f"{len(apart)} of the {len(compared)} values compared differ from what is known by more than both error bars "
            f"({', '.join(apart[:4])}{', ...' if len(apart) > 4 else ''})."
        )
    elif compared:
        only = " That these are kept does not test how the others change." if {r["known"]["source"] for r in compared} == {KEPT} else ""
        said.append(f"Within the error bars of what is known by another way: {_compared(table)}.{only}")
    alone = list(dict.fromkeys(row["name"] for row in table if row["known"] is None))
    if not compared:
        said.append("No average is known by another way: the error bars come from two steps and the spread of the trajectories.")
    elif alone:
        said.append(
            f"Compared with nothing{_times(table, alone)}: {', '.join(alone)}; their error bars come from two steps and the spread of the "
            "trajectories."
        )
    if stopped["count"]:
        said.append(
            f"{stopped['count']} of {stopped['of']} trajectories came too close to a source to be resolved, the first at t = "
            f"{stopped['first_time']:.4g}; they are left out of the averages from the start, which biases these."
        )
    return said


def _compared(table: list[Record]) -> str:
    """Names of averages by the way in which they are known, and at how many times where not at all of them."""
    found: dict[str, dict[str, int]] = {}
    for row in table:
        if row["known"] is not None:
            names = found.setdefault(row["known"]["source"], {})
            names[row["name"]] = names.get(row["name"], 0) + 1
    times = len({row["time"] for row in table})
    groups = []
    for source, names in found.items():
        least = min(names.values())
        at = "" if least == times else f", at {least} of {times} times"
        groups.append(f"{', '.join(names)} ({source}{at})")
    return "; ".join(groups)


def _times(table: list[Record], names: list[str]) -> str:
    """' at some times' where one of these averages is known at others."""
    known = {row["name"] for row in table if row["known"] is not None}
    return ", some of them at some times only" if known & set(names) else ""


def _histograms(bars: list[Record]) -> list[str]:
    """A sentence on the histograms, where their law is known."""
    known = [each for each in bars if each["deviation"] is not None]
    if not known:
        return []
    worst = max(known, key=lambda each: each["deviation"])
    return [
        f"The histograms of {worst['name']} against the {worst['source']}: the farthest of {len(worst['counts']) * len(known)} bins, "
        f"at t = {worst['time']:g}, is {worst['deviation']:.1f} standard deviations off."
    ]


def as_json(item: Record) -> bytes:
    """The record as a file."""
    return (json.dumps(item, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def rows(found: sp.ImmutableMatrix) -> list[list[str]]:
    """The entries as text."""
    return [[_text(found[i, j]) for j in range(found.cols)] for i in range(found.rows)]


def _ends(found: tuple[float, float] | None) -> Record | None:
    return None if found is None else {"low": found[0], "high": found[1]}


def _text(value: sp.Expr) -> str:
    found = sp.sympify(value)
    return typed(found) if not found.has(sp.I) else sp.sstr(found).replace("**", "^")
