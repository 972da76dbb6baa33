"""Phase-space simulation: grids, the split-step propagator, states, Weyl quantisation and norms."""
