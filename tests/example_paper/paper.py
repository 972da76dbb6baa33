"""The invented paper: its conventions, and the labels of its numbered statements."""

from __future__ import annotations

from verify.paper import Convention, Paper

paper = Paper(
    key="oscillator",
    title="Relaxation of a damped oscillator",
    authors="the authors of ehrenfest",
    source="invented for the tests",
    conventions=(
        Convention("damping", "gamma is the rate of the energy, twice that of the amplitude", "(4)"),
        Convention("quanta", "n counts excitations; the zero-point energy is left out", "(4)"),
    ),
    numbered=tuple(str(n) for n in range(1, 9)),
)
