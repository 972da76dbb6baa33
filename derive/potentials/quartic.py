"""The quartic oscillator: its second and third derivatives are unbounded."""

from derive.potentials import Named

POTENTIAL = Named(
    "quartic", "g*x^4",
    "The quartic oscillator: its second and third derivatives are unbounded.", {"g": "1/4"})
