"""A Gaussian bump of height h and width w on a harmonic floor."""

from derive.potentials import Named

POTENTIAL = Named(
    "gaussian_bump", "x^2/2 + h*exp(-x^2/(2*w^2))",
    "A Gaussian bump of height h and width w on a harmonic floor.", {"h": "1", "w": "1"})
