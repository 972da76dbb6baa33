"""`ehrenfest.simulate`: the simulation of the command `simulate`, from Python."""

from __future__ import annotations

import argparse
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn

from verify.simulate_problem import Unusable
from verify.usage import Parser

Number = str | int | float | Fraction


@dataclass(frozen=True)
class Simulation:
    """A simulation, as text and as a figure.

    record: plain JSON, as the command writes it: inputs, what the theorem says, and of each time the distances with error bars and the
    bounds on them. comparison: the densities on their grids.
    """

    record: Mapping[str, Any]
    comparison: Any = field(repr=False)

    def __str__(self) -> str:
        from verify.present import simulation

        return f"{simulation.before(dict(self.record))}\n{simulation.after(dict(self.record))}"

    def __repr__(self) -> str:
        return f"Simulation of {self.record['inputs']['expression']} to t = {self.record['inputs']['time']['exact']}"

    def figure(self, dpi: int = 200) -> dict[str, bytes]:
        """The figure as PNG and PDF files, by name. Raises: ImportError without matplotlib, the extra [plot]."""
        from verify.figures import simulation

        return simulation.draw(dict(self.record), self.comparison, dpi=dpi)

    def _repr_png_(self) -> bytes:
        """The figure in a notebook."""
        return self.figure(dpi=72)["figure.png"]


def simulate(
    potential: str, parameters: Mapping[str, Number] | None = None, *, hbar: Number, Dx: Number, Dp: Number, time: Number,
    mass: Number = 1, x0: Number | Sequence[Number] = 0, p0: Number | Sequence[Number] = 0, squeeze: Number = 1, thermal: Number = 1,
    aspect: Number | None = None, tolerance: Number = "1/1000", mixture: int = 2000, frames: int = 5, seed: int = 0,
) -> Simulation:
    """The quantum, classical and mixture evolutions of a packet, with their distances beside the bounds: `print` it, or look at it.

    potential: a formula, or the name of a potential. Numbers are exact: text such as "1/10", or a float as it prints.
    x0, p0: centre of the packet; several coordinates as a sequence. squeeze, thermal: r and n of its covariance
    n (hbar/2) diag(r/aspect, aspect/r); aspect: eta_H, or sqrt(m |V''|) there, when left out. mixture: how many packets it has.
    frames: equally spaced times.

    Units: any that go together. Error: each distance has an error bar, found from two resolutions.
    Raises: Unusable, a ValueError, with a sentence, for what cannot be read or simulated.

    >>> run = simulate("x^2/2", hbar="1/8", Dx="1/8", Dp="1/8", time="1/4", x0=1, frames=1, mixture=20)
    >>> run.record["rows"][0]["bounds"]["printed_quantum"], run
    ({'low': 0.0, 'high': 0.0}, Simulation of x**2/2 to t = 1/4)
    """
    from verify.present import simulation
    from verify.simulate import compared
    from verify.simulate_problem import problem

    given = {"hbar": hbar, "Dx": Dx, "Dp": Dp, "time": time, "mass": mass, "x0": x0, "p0": p0, "squeeze": squeeze, "thermal": thermal,
             "tolerance": tolerance, "mixture": mixture, "frames": frames, "seed": seed}
    try:
        arguments = _read(potential, parameters or {}, given | ({} if aspect is None else {"aspect": aspect}))
        times = [arguments.time * k / arguments.frames for k in range(1, arguments.frames + 1)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what is not finite is refused, in words
            stated = problem(arguments)
            record = simulation.record(arguments, stated, times)
            comparison = compared(arguments, stated, [float(t) for t in times])
    except Unusable as error:
        options = rf"--(?=({'|'.join([*given, 'aspect', 'param'])})\b)"  # here they are called without their dashes
        raise Unusable(re.sub(options, "", str(error))) from error
    return Simulation(simulation.with_distances(record, comparison), comparison)


class _Reader(Parser):
    """The command's options, read from values: what is wrong with one is raised."""

    def error(self, message: str) -> NoReturn:
        raise Unusable(self.sentence(message))


def _read(potential: str, parameters: Mapping[str, Number], given: Mapping[str, Any]) -> argparse.Namespace:
    """What the command reads from the same options, so that ranges and sentences are the same."""
    from verify.simulate_options import add_arguments

    reader = _Reader(prog="simulate", add_help=False, allow_abbrev=False)
    add_arguments(reader)
    typed = [f"--{name}={_text(value)}" for name, value in given.items()]
    typed += [f"--param={name}={_text(value)}" for name, value in parameters.items()]
    return reader.parse_args([*typed, "--", potential])


def _text(value: Number | Sequence[Number]) -> str:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return str(value)
    return ",".join(str(each) for each in value)
