"""The measured rates of the quantum-classical distance of li2024: in h at gamma = 1, at strong coupling, in gamma, and of a_2, a_3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.figures import power_law
from verify.figures.figure import Figure, Table
from verify.figures.records import Papers, readings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

IN_H, HIGHER = "li2024:x/sim/rate-in-h", "li2024:x/sim/higher-order"
STRONG, IN_GAMMA = "li2024:x/sim/strong-coupling", "li2024:x/sim/rate-in-gamma"
HEAD = ("series", "parameter", "distance", "error bar", "exponent")
DISTANCE = r"$\Vert A(t)-\mathrm{Op}_h^w(a_N(t))\Vert_{\mathrm{tr}}$"
SYSTEM = "p = ξ²/2 + cos x, jump functions x and ξ, a coherent state at (1, 0)"


def in_h(papers: Papers) -> Figure:
    """The figure of the rates in h at gamma = 1. Raises: NoData."""
    first = power_law.laws(readings(papers, IN_H), {"t = 1": "N = 1, t = 1", "t = 4": "N = 1, t = 4"}, "h")
    higher = power_law.laws(readings(papers, HIGHER), {"N = 2": "N = 2, t = 1", "N = 3": "N = 3, t = 1"}, "h")
    shown = [*first, *higher]

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(4.2)
        axis = axes[0, 0]
        power_law.draw(axis, shown)
        power_law.fractions(axis, shown)
        axis.set(xlabel="$h$ (dimensionless)", ylabel=f"{DISTANCE} (dimensionless)")
        figure.legend(loc="outside lower center", ncols=2)
        return figure

    caption = (
        f"Trace-norm distance between the quantum evolution and the quantised symbol a_N of the classical one at γ = 1, for {SYSTEM}. "
        f"Error bars, from two resolutions, are at most {power_law.widest(shown)}. Lines: the exponents of h that the records state, "
        "fitted through all points. The theorems give 1/2 for a₁ and a gain of 1/2 for each further symbol."
    )
    return Figure("li2024-rates-in-h", "Rates in h at γ = 1", caption, (IN_H, HIGHER), _table(shown), draw)


def in_coupling(papers: Papers) -> Figure:
    """The figure of the rates at strong coupling and in gamma. Raises: NoData."""
    names = {f"gamma = h^(-1/2), t = {t}": f"t = {t}" for t in ("1/4", "1", "4")}
    strong = power_law.laws(readings(papers, STRONG), names, "h")
    coupling = power_law.laws(readings(papers, IN_GAMMA), {f"h = 1/{n}, t = 1": f"h = 1/{n}" for n in (16, 64, 512)}, "gamma")

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(3.7, 1, 2)
        for axis, shown, label, title in (
            (axes[0, 0], strong, "$h$ (dimensionless)", r"$\gamma=h^{-1/2}$"),
            (axes[0, 1], coupling, r"$\gamma$ (dimensionless)", "fixed $h$, $t=1$"),
        ):
            power_law.draw(axis, shown)
            power_law.fractions(axis, shown)
            axis.set(xlabel=label, title=title)
            axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2))
        axes[0, 0].set_ylabel(DISTANCE.replace("a_N", "a_1") + " (dimensionless)")
        return figure

    caption = (
        f"The same distance for a₁ at strong coupling, γ = h^(-1/2), over h (left), and over γ at t = 1 (right), for {SYSTEM}. "
        "Each exponent is that between two neighbours. On the left (1.10) allows h^(1/2), and what is measured falls about as h or faster; "
        "on the right its term that grows with t has the power -3/2 of γ. Error bars are at most "
        f"{power_law.widest([*strong, *coupling])}."
    )
    return Figure("li2024-rates-in-coupling", "Rates at strong coupling", caption, (STRONG, IN_GAMMA), _table([*strong, *coupling]), draw)


def _table(shown: list[power_law.Law]) -> Table:
    return Table(HEAD, tuple(row for law in shown for row in law.rows()))
