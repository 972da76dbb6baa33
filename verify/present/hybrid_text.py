"""What `hybrid` finds, as text for a terminal."""

from __future__ import annotations

from verify.present.hybrid import Record
from verify.present.simulation import with_bar
from verify.present.words import wrap

WIDTHS, FLOOR = (26, 22, 30), 1e-6
TRADE_OFF = "Trade-off: 2 D_0 >= D_1^+ D_2^-1 D_1, and (1 - D_2 D_2^-1) D_1 = 0"
RATIOS = (
    ("noise", "2 gamma_C/(lambda^2 <A>^2 tau)", "the noise in p over its displacement, squared; must be far below 1"),
    ("trade_off", "lambda^2/(16 gamma_C gamma_Q)", "at most 1 where the trade-off holds"),
    ("decoherence", "8 gamma_Q tau Var A", "the coherence lost; must be far below 1"),
)

CHANGES = ("turning", "bending", "width")  # of the force, over the force
STARTING = (
    ("noise", "2 tr D_2/(tau |<F>|^2)", "the noise in p over its displacement, squared; must be far below 1"),
    ("trade_off", "largest eigenvalue of D_0^-1 D_1^+ D_2^-1 D_1/2", "at most 1 where the trade-off holds"),
    ("decoherence", "-4 tau Tr rho S(rho)", "the purity lost by D_0, twice; must be far below 1"),
    ("turning", "(tau |d<F>/dt| + tau^2 |<[H_I, [H_I, F]]>|/(2 hbar^2))/|<F>|", "how far the quantum system turns the force"),
    ("bending", "tau^2 |a.grad <F>|/(2 |<F>|)", "how far the particle's own acceleration a changes the force"),
    ("width", "s^2 |lap <F>|/(2 |<F>|)", "how far the spread s of the position changes the force"),
)


def coefficients_text(item: Record) -> str:
    """Text: the answer on coefficients."""
    given, (found,) = item["inputs"], item["trade_off"]
    lines = [
        f"Coefficients ({given['model']})",
        *(wrap(f"{name} = {matrix(given[name])}", 2) for name in ("D_0", "D_1", "D_2")),
        "",
        TRADE_OFF,
        *(wrap(sentence, 2) for sentence in _answers(found, [], everywhere=True)),
    ]
    return "\n".join(lines)


def before(item: Record) -> str:
    """Text: the model, the trade-off, and the regime of validity."""
    given = item["inputs"]
    said = _of_particle(given) if "coupling" in given else _of_equation(given)
    lines = [f"{given['title']} ({given['model']})", *(wrap(each, 2) for each in said), "", TRADE_OFF]
    for found in item["trade_off"]:
        lines += [
            wrap(sentence, 2) for sentence in _answers(found, given["variables"], everywhere=item["everywhere"])
        ]
    if item["regime"] is not None:
        lines += ["", "Regime of the mean-field equations: (18) of layton2026, corrected", *_regime(item["regime"])]
    return "\n".join([*lines, ""])


def _of_particle(given: Record) -> list[str]:
    mass = "infinite, the particle does not move" if given["mass"] is None else given["mass"]
    return [
        f"H_I = {matrix(given['coupling'])}",
        f"V = {given['potential']}; mass {mass}; hbar = {given['hbar']}; D_2 = {matrix(given['D_2'])}",
        _words(given),
    ]


def _of_equation(given: Record) -> list[str]:
    drift = ", ".join(f"{name}: {rate}" for name, rate in zip(given["variables"], given["drift"], strict=True))
    noise = "" if given["sigma"] is None else f"; sigma = {matrix(given['sigma'])}"
    return [
        f"drift {drift}; H/hbar = {matrix(given['hamiltonian_over_hbar'])}; L = {', '.join(map(matrix, given['operators']))}",
        f"D_0 = {matrix(given['D_0'])}; D_1 = {matrix(given['D_1'])}; D_2 = {matrix(given['D_2'])}{noise}",
    ]


def _words(given: Record) -> str:
    stated = given["decoherence"]
    if stated["kind"] == "least":
        beside = f", and a surplus by {', '.join(map(matrix, stated['surplus']))}" if stated["surplus"] else ""
        return f"decoherence: the least that the trade-off allows{beside}"
    return (
        f"decoherence: D_0 = {matrix(stated['D_0'])} with L = {', '.join(map(matrix, stated['operators'])) or 'none'}"
    )


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
        said.append(
            "The force of the quantum system has a part along which there is no noise: no D_0 suffices, only noise there."
        )
    if least is not None:
        said.append(
            f"Smallest eigenvalue of the surplus D_0 - D_1^+ D_2^-1 D_1/2: {enclosed(least)} (a rate, per unit of time, along an "
            "operator L with Tr L^+ L = 1)."
        )
    stated = (
        f"At {at}, D_0 = {matrix(found['D_0'])}; operators {', '.join(map(matrix, found['operators']))}; the"
        if names
        else "The"
    )
    said.append(f"{stated} least D_0 is {matrix(found['needed'])}.")
    if factor is not None and found["holds"] is False:
        said.append(f"D_0 or D_2 multiplied by {enclosed(factor)} would suffice.")
    elif factor is not None and not found["saturated"] and factor["high"] < 1:
        said.append(f"D_0 or D_2 multiplied by {enclosed(factor)} would still suffice.")
    elif found["holds"] is False and found["noise_reaches"] and not found["no_factor"]:
        said.append("Whether a multiple of the stated D_0 suffices is not decided.")
    elif found["holds"] is False and found["noise_reaches"]:
        said.append("No multiple of the stated D_0 suffices: it lacks a direction along which the force measures.")
    return said


def _regime(found: Record) -> list[str]:
    if not found["stated"]:
        return _at_start(found)
    lines = [f"  over tau = {found['time']}, at the initial state:"]
    for name, formula, text in RATIOS:
        value = "infinite (<A> = 0)" if found[name]["value"] is None else f"{found[name]['value']:.6g}"
        lines.append(wrap(f"{formula} = {value}: {text}", 4))
    if found["excess"]["value"] is not None:
        lines.append(
            wrap(
                f"The variance of p beyond mean-field over its displacement squared is {found['excess']['value']:.6g}.",
                2,
            )
        )
    return lines


def _at_start(found: Record) -> list[str]:
    """Lines: the ratios of any H_I(q)."""
    ratios = found["at_start"]
    if ratios is None:
        return [wrap(f"Not evaluated: {found['why']}.", 2)]
    lines = [wrap(f"{found['why'][0].upper()}{found['why'][1:]}. With the force F = -dH_I/dq in place of -lambda A:", 2),
             f"  over tau = {found['time']}, at the initial position and state:"]
    for name, formula, text in STARTING:
        each = ratios[name]
        if name == "trade_off":
            value = "not known" if each is None else enclosed(each)
        else:
            value = "infinite (<F> = 0)" if each["value"] is None else f"{each['value']:.6g}"
            if each["value"] == 0 and ratios["noise"]["value"] is None and name in CHANGES:
                value = "0/0 (<F> = 0, and does not change)"
        lines.append(wrap(f"{formula} = {value}: {text}", 4))
    lasting = (
        "The mean force is the same at all times: nothing but the first three ratios is asked for."
        if ratios["steady"]
        else "The first three say what they do as long as the force stays what it is; that the last three, its change to the lowest "
        "orders in tau, are far below 1 is necessary, and not known to suffice."
    )
    return [*lines, wrap(lasting, 2)]


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
        lines.append(
            _line(
                row["name"], shown(row), "-" if known is None else f"{shown(known)}  {letters[known['source']]}{mark}"
            )
        )
    legend = [", ".join(f"{letter}: {source}" for source, letter in sorted(letters.items())) + "."] if letters else []
    return "\n".join([*lines, "", *(wrap(sentence, 0) for sentence in (*legend, *item["meaning"]))])


def shown(found: Record) -> str:
    """'value ± error'; an error bar that is not 0 is shown as FLOOR of the value at least, far below those of sampling."""
    return with_bar(
        {"value": found["value"], "error": max(found["error"], FLOOR * abs(found["value"])) if found["error"] else 0.0}
    )


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


def _line(*cells: str) -> str:
    parts = [cell if len(cell) < width else f"{cell} " for cell, width in zip(cells, WIDTHS, strict=False)]
    return "  " + "".join(f"{part:<{width}}" for part, width in zip(parts, WIDTHS, strict=False)).rstrip()
