"""The absolute value, smoothed over the length a."""

from derive.potentials import Named

POTENTIAL = Named("soft_absolute", "sqrt(a^2 + x^2)", "The absolute value, smoothed over the length a.", {"a": "1"})
