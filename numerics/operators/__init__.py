"""The second method: the same evolutions in truncated bases of Hermite functions, sharing no code with the phase-space propagator."""
