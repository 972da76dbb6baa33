"""What `hybrid` finds, as plain JSON and as text for a terminal."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.formula import written
from verify.present.simulation import with_bar
from verify.present.words import wrap

if TYPE_CHECKING:
    from verify.hybrid.model import HybridModel
    from verify.hybrid.positivity import Positivity
    from verify.hybrid.regime import Validity
    from verify.hybrid.simulation import Found

Record = dict[str, Any]
WIDTHS, FLOOR = (26, 22, 30), 1e-6
TRADE_OFF = "Trade-off: 2 D_0 >= D_1^+ D_2^-1 D_1, and (1 - D_2 D_2^-1) D_1 = 0"
RATIOS = (
    ("noise", "2 gamma_C/(lambda^2 <A>^2 tau)", "the noise in p over its displacement, squared; must be far below 1"),
    ("trade_off", "lambda^2/(16 gamma_C gamma_Q)", "at most 1 where the trade-off holds"),
    ("decoherence", "8 gamma_Q tau Var A", "the coherence lost; must be far below 1"),
)


def record(model: HybridModel, inputs: Record, answers: list[Positivity], valid: Validity | None) -> Record:
    """What is known before the simulation. Keys are stable; rows and histograms are null until `with_simulation`."""
    stated: Record = {
        "model": model.name, "title": model.title, "parameters": dict(model.parameters), "coordinates": list(map(str, model.coordinates)),
        "potential": _text(model.potential), "coupling": rows(model.coupling), "D_2": rows(model.diffusion),
        "decoherence": _decoherence(model), "mass": None if model.mass is None else _text(model.mass), "hbar": _text(model.hbar),
        "time": _text(model.time), "density": rows(model.start.density), "q": list(map(_text, model.start.q)),
        "p": list(map(_text, model.start.p)), "q_spread": _text(model.start.q_spread), "p_spread": _text(model.start.p_spread),
    }
    return {"schema": 1, "command": "hybrid", "inputs": {**stated, **inputs}, "everywhere": model.is_fixed,
            "trade_off": [_positivity(each) for each in answers], "regime": None if valid is None else _validity(valid),
            "rows": None, "histograms": None, "unresolved": None, "meaning": []}


def of_coefficients(name: str, matrices: Mapping[str, sp.Matrix], found: Positivity) -> Record:
    """The record of a file that states nothing but the coefficients."""
    return {"schema": 1, "command": "hybrid", "inputs": {"model": name, **{key: rows(each) for key, each in matrices.items()}},
            "trade_off": [_positivity(found)]}


def coefficients_text(item: Record) -> str:
    """Text: the answer on coefficients."""
    given, (found,) = item["inputs"], item["trade_off"]
    lines = [f"Coefficients ({given['model']})", *(wrap(f"{name} = {matrix(given[name])}", 2) for name in ("D_0", "D_1", "D_2")), "",
             TRADE_OFF, *(wrap(sentence, 2) for sentence in _answers(found, [], everywhere=True))]
    return "\n".join(lines)


def _decoherence(model: HybridModel) -> Record:
    if model.decoherence is None:
        return {"kind": "least", "surplus": [rows(each) for each in model.surplus]}
    return {"kind": "stated", "operators": [rows(each) for each in model.decoherence.operators], "D_0": rows(model.decoherence.rates)}


def _positivity(found: Positivity) -> Record:
    return {
        "position": list(map(_text, found.position)), "holds": found.holds, "saturated": found.saturated, "noise_reaches": found.kernel,
        "smallest_eigenvalue": _ends(found.least), "factor": _ends(found.factor), "operators": [rows(each) for each in found.operators],
        "D_0": rows(found.D_0), "needed": rows(found.needed), "why": found.why,
    }


def _validity(valid: Validity) -> Record:
    if valid.ratios is None:
        return {"stated": False, "why": valid.why}
    found = {name: _number(getattr(valid.ratios, name)) for name, _, _ in RATIOS}
    return {"stated": True, "time": _text(valid.time), **found, "excess": _number(valid.ratios.excess)}


def _number(value: sp.Expr) -> Record:
    finite = value.is_finite is not False
    return {"exact": str(value), "value": float(value) if finite else None}


def with_simulation(item: Record, found: Found) -> Record:
    """The record with averages, histograms, and what they mean."""
    table = [{
        "time": row.time, "name": row.name, "value": float(row.simulated.value), "error": float(row.simulated.error),
        "how": row.simulated.how, "known": None if row.known is None else {
            "value": float(row.known.value), "error": float(row.known.error), "source": row.known.source},
        "agrees": row.agrees,
    } for row in found.rows]
    bars = [{
        "time": each.time, "name": each.name, "edges": each.edges.tolist(), "counts": each.counts.tolist(), "total": each.total,
        "law": None if each.law is None else each.law.tolist(), "source": each.source, "deviation": each.deviation,
    } for each in found.histograms]
    stopped = {"count": found.unresolved, "of": found.trajectories, "first_time": found.first_stop}
    said = [*meaning(table, stopped), *_histograms(bars)]
    if found.given_up is not None:
        said.append(f"The master equation, the second method, was given up from t = {found.given_up:g} on: it took too long or did "
                    "not converge; ask for a shorter --time.")
    return {**item, "rows": table, "histograms": bars, "unresolved": stopped, "meaning": said}


def meaning(table: list[Record], stopped: Record) -> list[str]:
    """Sentences: how many averages are known by another way and whether they agree, and what was left out."""
    compared = [row for row in table if row["agrees"] is not None]
    apart = [f"{row['name']} at t = {row['time']:g}" for row in compared if not row["agrees"]]
    said = []
    if apart:
        said.append(f"{len(apart)} of {len(compared)} averages differ from what is known by more than both error bars "
                    f"({', '.join(apart[:4])}{', ...' if len(apart) > 4 else ''}).")
    elif compared:
        said.append(f"All {len(compared)} averages that are known by another way agree with it within the error bars.")
    else:
        said.append("No average is known by another way: the error bars come from two steps and the spread of the trajectories.")
    if stopped["count"]:
        said.append(f"{stopped['count']} of {stopped['of']} trajectories came too close to a source to be resolved, the first at t = "
                    f"{stopped['first_time']:.4g}; they are left out of the averages from the start, which biases these.")
    return said


def _histograms(bars: list[Record]) -> list[str]:
    """A sentence on the histograms, where their law is known."""
    known = [each for each in bars if each["deviation"] is not None]
    if not known:
        return []
    worst = max(known, key=lambda each: each["deviation"])
    return [f"The histograms of {worst['name']} against the {worst['source']}: the farthest of {len(worst['counts']) * len(known)} bins, "
            f"at t = {worst['time']:g}, is {worst['deviation']:.1f} standard deviations off."]


def before(item: Record) -> str:
    """Text: the model, the trade-off, and the regime of validity."""
    given = item["inputs"]
    mass = "infinite, the particle does not move" if given["mass"] is None else given["mass"]
    lines = [f"{given['title']} ({given['model']})", wrap(f"H_I = {matrix(given['coupling'])}", 2),
             wrap(f"V = {given['potential']}; mass {mass}; hbar = {given['hbar']}; D_2 = {matrix(given['D_2'])}", 2),
             wrap(_words(given), 2), "", TRADE_OFF]
    for found in item["trade_off"]:
        lines += [wrap(sentence, 2) for sentence in _answers(found, given["coordinates"], everywhere=item["everywhere"])]
    if item["regime"] is not None:
        lines += ["", "Regime of the mean-field equations: (18) of layton2026, corrected", *_regime(item["regime"])]
    return "\n".join([*lines, ""])


def _words(given: Record) -> str:
    stated = given["decoherence"]
    if stated["kind"] == "least":
        beside = f", and a surplus by {', '.join(map(matrix, stated['surplus']))}" if stated["surplus"] else ""
        return f"decoherence: the least that the trade-off allows{beside}"
    return f"decoherence: D_0 = {matrix(stated['D_0'])} with L = {', '.join(map(matrix, stated['operators'])) or 'none'}"


def _answers(found: Record, names: list[str], *, everywhere: bool) -> list[str]:
    """Sentences on one position."""
    at = ", ".join(f"{name} = {value}" for name, value in zip(names, found["position"], strict=True))
    always = everywhere or found["why"].endswith("by its definition")
    where = "for these coefficients" if not names else "at every position" if always else f"at {at}"
    kept = "holds, with equality," if found["saturated"] else "holds"
    word = {True: kept, False: "fails", None: "is not decided"}[found["holds"]]
    said = [f"It {word} {where}: {found['why']}."]
    if names and not found["operators"]:
        return said
    least, factor = found["smallest_eigenvalue"], found["factor"]
    if found["noise_reaches"] is False:
        said.append("The force of the quantum system has a part along which there is no noise: no D_0 suffices, only noise there.")
    if least is not None:
        said.append(f"Smallest eigenvalue of the surplus D_0 - D_1^+ D_2^-1 D_1/2: {enclosed(least)} (a rate, per unit of time).")
    stated = f"At {at}, D_0 = {matrix(found['D_0'])}; operators {', '.join(map(matrix, found['operators']))}; the" if names else "The"
    said.append(f"{stated} least D_0 is {matrix(found['needed'])}.")
    if factor is not None and found["holds"] is False:
        said.append(f"D_0 or D_2 multiplied by {enclosed(factor)} would suffice.")
    elif factor is not None and not found["saturated"]:
        said.append(f"D_0 or D_2 multiplied by {enclosed(factor)} would still suffice.")
    elif found["holds"] is False and found["noise_reaches"]:
        said.append("No multiple of the stated D_0 suffices: it lacks a direction along which the force measures.")
    return said


def _regime(found: Record) -> list[str]:
    if not found["stated"]:
        return [wrap(f"Not evaluated: {found['why']}.", 2)]
    lines = [f"  over tau = {found['time']}, at the initial state:"]
    for name, formula, text in RATIOS:
        value = "infinite (<A> = 0)" if found[name]["value"] is None else f"{found[name]['value']:.6g}"
        lines.append(wrap(f"{formula} = {value}: {text}", 4))
    if found["excess"]["value"] is not None:
        lines.append(wrap(f"The variance of p beyond mean-field over its displacement squared is {found['excess']['value']:.6g}.", 2))
    return lines


def after(item: Record) -> str:
    """Text: the averages beside what is known, and what they mean."""
    given = item["inputs"]
    lines = [f"{given['trajectories']} trajectories, steps of {given['step']:g} and half of it, seed {given['seed']}"]
    before, letters = None, {}
    for row in item["rows"]:
        if row["time"] != before:
            before = row["time"]
            lines += ["", _line(f"t = {before:.6g}", "simulated", "known otherwise")]
        known = row["known"]
        if known is not None:
            letters[known["source"]] = known["source"][0]
        mark = "" if row["agrees"] is not False else "  differs"
        lines.append(_line(row["name"], shown(row), "-" if known is None else f"{shown(known)}  {letters[known['source']]}{mark}"))
    legend = [", ".join(f"{letter}: {source}" for source, letter in sorted(letters.items())) + "."] if letters else []
    return "\n".join([*lines, "", *(wrap(sentence, 0) for sentence in (*legend, *item["meaning"]))])


def shown(found: Record) -> str:
    """'value ± error'; an error bar that is not 0 is shown as FLOOR of the value at least, far below those of sampling."""
    return with_bar({"value": found["value"], "error": max(found["error"], FLOOR * abs(found["value"])) if found["error"] else 0.0})


def as_json(item: Record) -> bytes:
    """The record as a file."""
    return (json.dumps(item, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def rows(found: sp.ImmutableMatrix) -> list[list[str]]:
    """The entries as text."""
    return [[_text(found[i, j]) for j in range(found.cols)] for i in range(found.rows)]


def matrix(entries: list[list[str]]) -> str:
    """A matrix in one line; diag(...) where it is diagonal, a number where it has one entry."""
    size = len(entries)
    if size == 1 and len(entries[0]) == 1:
        return entries[0][0]
    if size and all(entry == "0" for i, row in enumerate(entries) for j, entry in enumerate(row) if i != j):
        return f"diag({', '.join(row[i] for i, row in enumerate(entries))})"
    return "[" + ", ".join(f"[{', '.join(row)}]" for row in entries) + "]"


def enclosed(ends: Record) -> str:
    """Six digits where they are known, both ends otherwise."""
    low, high = ends["low"], ends["high"]
    if abs(low) < 1e-30 and abs(high) < 1e-30:
        return "0"
    return f"{(low + high) / 2:.6g}" if high - low <= 1e-6 * abs(low) else f"[{low:.6g}, {high:.6g}]"


def _ends(found: tuple[float, float] | None) -> Record | None:
    return None if found is None else {"low": found[0], "high": found[1]}


def _text(value: sp.Expr) -> str:
    found = sp.sympify(value)
    return str(written(found)).replace("**", "^") if not found.has(sp.I) else sp.sstr(found).replace("**", "^")


def _line(*cells: str) -> str:
    parts = [cell if len(cell) < width else f"{cell} " for cell, width in zip(cells, WIDTHS, strict=False)]
    return "  " + "".join(f"{part:<{width}}" for part, width in zip(parts, WIDTHS, strict=False)).rstrip()


def finite(value: float) -> float | None:
    """The number; None for one that is not finite."""
    return value if math.isfinite(value) else None
