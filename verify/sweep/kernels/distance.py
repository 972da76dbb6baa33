r"""The distance between the quantum and the classical evolution of one Gaussian state: ||W[rho] - f||_L1 and ||rho - Op(f)||_Tr."""

from __future__ import annotations

from numerics.estimate import Estimate
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import march
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.regrid import regrid
from numerics.phase_space.trace_norm import l1_norm, trace_norm
from numerics.phase_space.window import around
from verify.sweep import systems
from verify.sweep.kernel import Given, Kernel, Result
from verify.sweep.parameter import Parameter, choice


def run(given: Given) -> Result:
    """Both evolutions on phase space. Error: of both, to the tolerance, and of the norms."""
    potential, packet = systems.potential(given), systems.packet(given)
    hbar, mass, Dx, Dp, time, tolerance = systems.real(given, "hbar", "mass", "Dx", "Dp", "time", "tolerance")
    worlds = (Dynamics(potential, mass, Dx, Dp, hbar), Dynamics(potential, mass, Dx, Dp, None))
    (quantum,), (classical,) = (list(march(each, packet, [time], tolerance=tolerance, cell=hbar)) for each in worlds)
    grid = around([quantum.grid, classical.grid]).grid(hbar=hbar)
    W, f = (regrid(end.f, end.grid, grid) for end in (quantum, classical))
    bars = quantum.error + classical.error
    norms = {"L1": l1_norm(grid, W - f), "trace": trace_norm(grid, W - f, hbar=hbar) if given["trace"] == "yes" else None}
    how = "both evolutions on phase space, their errors added"
    numbers = {name: None if norm is None else Estimate(norm.value, norm.error + bars, how) for name, norm in norms.items()}
    return Result(numbers, {"quantum": W, "classical": f, **_nodes(grid)} if given["arrays"] == "yes" else {})


def _nodes(grid: Grid) -> dict[str, Array]:
    """The nodes of each axis."""
    axes = {"x": grid.position, "p": grid.momentum}
    return {f"{name}{k}": axis.nodes for name, each in axes.items() for k, axis in enumerate(each, 1)}


KERNEL = Kernel(
    name="distance",
    title="quantum against classical evolution of a packet: two simulations",
    parameters=(
        systems.POTENTIAL, systems.HBAR, *systems.DIFFUSIONS, systems.TIME, systems.MASS, *systems.STATE, systems.TOLERANCE,
        Parameter("trace", "whether the trace norm is found, from all eigenvalues", choice("yes", "no"), "yes", numeric=False),
        Parameter("arrays", "whether both densities are kept, on their nodes", choice("no", "yes"), "no", numeric=False)),
    numbers={"L1": "|| W[rho] - f ||_L1", "trace": "|| rho - Op(f) ||_Tr"},
    run=run,
    own=systems.own,
    check=systems.check,
    cost=lambda given: 1 / systems.real(given, "hbar")[0],
)
