"""Figures of the ready sweeps, drawn from `sweeps.json`, which `verify.figures.sweep_runs` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.figures.figure import Figure

FILE = Path(__file__).resolve().parent / "sweeps.json"
DISTANCE, TRACE = r"$\Vert W[\rho]-f\,\Vert_{L^1}$", r"$\Vert A(t)-\mathrm{Op}_h(a_1(t))\Vert_{tr}$"
SHOWN: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, str]]] = {  # caption, claims, labels
    "plane": (
        "Distance between the quantum and the classical evolution of a coherent state from the unstable point of V = cos x, at t = 4, "
        "over ħ and D = Dx = Dp. On the dashed line D = ħ^(4/3) the bound (8) is the same for all ħ; above it, it falls with ħ. "
        "Numbers with < are below their error bars. Units: those of m = 1 and V.",
        ("hrr2023:Theorem1", "hrr2023:8"), {"hbar": "$ħ$", "D": "$D$", "L1": DISTANCE, "hbar^(4/3)": "$D = ħ^{4/3}$"}),
    "rates": (
        "Trace norm of the difference between the quantum evolution and the quantised classical symbol, V = cos x, coherent state at "
        "x = 1, t = 1/2, over h for several γ, with jump functions x and ξ. Exponents are those of h, fitted through all points.",
        ("li2024:Theorem1", "li2024:x/sim/rate-in-h"), {"h": "$h$", "gamma": "$γ$", "first": TRACE}),
    "trade_off": (
        "The factor on the decoherence γ_Q of a monitored qubit for equality in (14), over its diffusion γ_C and γ_Q, for λ = −1, enclosed "
        "in ball arithmetic. The trade-off holds where it is at most 1: on the dashed line γ_Q = λ²/(16 γ_C), and above it.",
        ("layton2026:14",), {"gC": r"diffusion $γ_C$", "gQ": r"decoherence $γ_Q$", "factor": r"factor on $γ_Q$ for equality in (14)",
                             "1/(16*gC)": r"equality: $γ_Q = λ^2/(16\,γ_C)$, $λ = -1$"}),
}


def figures(records: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The figures whose sweeps the file holds; nothing is drawn here, and of the records only the labels are looked at."""
    from verify.figures.sweep import figure
    from verify.sweep.plan import Drawn

    runs = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    found = []
    for name, (caption, claims, labels) in SHOWN.items():
        if name in runs:
            known = tuple(each for each in claims if each.partition(":")[2] in records.get(each.partition(":")[0], {}))
            run = runs[name]
            found.append(figure(name, run["title"], Drawn(**run["drawn"]), run["rows"], claims=known, caption=caption, labels=labels))
    return tuple(found)
