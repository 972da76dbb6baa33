"""The notebook of a new potential: from a formula to certified constants, a simulation, and a bound, in ten lines of code."""

from __future__ import annotations

from typing import Any

from verify.notebooks.cells import markdown, notebook, python

NAME = "new_potential"
CONSTANTS = ("norm2", "norm3", "tau_H", "z", "epsilon", "epsilon_quantum_best")


def new_potential() -> Any:
    """The notebook, without outputs."""
    return notebook([
        markdown(
            "title", "# A new potential, in ten lines",
            "A particle in a harmonic well with a bump on its floor, $V(x)=x^2/2+e^{-x^2}$, in contact with an environment. How long do "
            "its quantum and its classical dynamics agree? Theorem 1 of Hernández, Ranard and Riedel bounds the distance of both from one "
            "mixture of Gaussian states. Put your own formula in place of this one, and run all cells.",
            "Numbers are exact: `\"1/64\"` is 1/64. The formula is parsed, never evaluated as Python.",
        ),
        python("system", '''
import ehrenfest
V = "x^2/2 + exp(-x^2)"
system = {"hbar": "1/64", "Dx": "1/64", "Dp": "1/64", "time": 1}
'''),
        markdown(
            "constants", "## Certified constants",
            "The norms of the derivatives are enclosed in ball arithmetic over all space, and so is all that follows from them. Each "
            "constant comes with the claims it rests on and their verdict in the ledger. `epsilon` is the bound (8) of the theorem on the "
            "trace distance at the end, as printed; `epsilon_quantum_best` is the sharpest one that the ledger proves. A bound of 2 or "
            "more says nothing: no two states are farther apart.",
        ),
        python("enclosed", f'''
found = ehrenfest.constants(V, **system)
for name in ("{'", "'.join(CONSTANTS)}"):
    print(f"{{name:<21}} in [{{found[name].low}}, {{found[name].high}}]   {{found[name].verdict}}: {{', '.join(found[name].claims)}}")
'''),
        markdown(
            "simulation", "## Simulation",
            "Both evolutions, and the mixture, from a coherent state at $x=1$. Every distance has an error bar from two resolutions, and "
            "the last one is found a second way, from other packets put on the grid. Beside the distances stand the bounds, and a bound "
            "that is computed along the packets of this very mixture (a posteriori).",
        ),
        python("run", '''
run = ehrenfest.simulate(V, **system, x0=1)
print(run)
''', live=True),
        python("figure", "run", live=True),
        markdown(
            "bound", "## The bound, held against the simulation",
            "The distance at the end with its error bar lies below the sharpest proved bound, which lies below the printed one; the cell "
            "fails if it does not.",
        ),
        python("compared", '''
distance = run.record["rows"][-1]["distances"]["quantum_mixture"]
assert distance["value"] + distance["error"] < float(found["epsilon_quantum_best"].low) < float(found["epsilon"].low)
''', live=True),
        markdown(
            "further", "## Further",
            "`ehrenfest constants --list` names the potentials that are known already; `ehrenfest simulate --help` lists all that can be "
            "set: squeezed and mixed initial states, several degrees of freedom, driven potentials. A potential whose derivatives are not "
            "bounded, such as $x^4$, has no bound (8), and the output says so; the a-posteriori bound needs none.",
        ),
    ])
