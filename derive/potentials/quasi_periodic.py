"""Two waves with incommensurable periods: bounded, and never repeated."""

from derive.potentials import Named

POTENTIAL = Named(
    "quasi_periodic", "cos(x) + cos(sqrt(2)*x)",
    "Two waves with incommensurable periods: bounded, and never repeated.")
