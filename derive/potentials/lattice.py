"""A square lattice in two dimensions."""

from derive.potentials import Named

POTENTIAL = Named("lattice", "cos(x)*cos(y)", "A square lattice in two dimensions.")
