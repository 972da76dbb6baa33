"""The Gaussian mixture that stands for a quantum state: packets that move, diffuse and stay pure, and what it certifies.

A packet is a pure Gaussian state: a centre alpha = (x, p) and a complex symmetric Z = X + iY, Y > 0 (Siegel's upper half-space),

    psi(y) = (det Y/(pi hbar)^d)^(1/4) exp(i/hbar [p.(y - x) + (y - x).Z(y - x)/2]),
    sigma^xx = (hbar/2) Y^-1,   sigma^xp = sigma^xx X,   sigma^pp = (hbar/2)(Y + X Y^-1 X),

so that purity is no constraint but a coordinate. The mixture's law solves d rho~/dt = E[L^(alpha) tau], with L^(alpha) the generator
of the potential's second-order Taylor polynomial about alpha, for every split S = S_0 + S_D of F sigma + sigma F^T + D into a flow S_0
of pure covariances and a diffusion S_D >= 0 of the centres; L is the exact generator. Duhamel's formula and contraction give

    || rho~(t) - rho(t) || <= int_0^t E || (L - L^(alpha)) tau || ds.

packets.py      the packets, and a Gaussian state as a mixture of them
siegel.py       linear algebra of the half-space, over the last axis of arrays
splits.py       the splits S = S_0 + S_D: the paper's and a local one
expansion.py    a potential about the centres of packets
process.py      the stochastic process
rates.py        the harmonic error of one packet, exactly
isotropic.py    noise of the paper's split, from triangular factors
expectation.py  expectation values, of order four in the step
average.py      the mean of one number per packet, with its error bar
certificate.py  its integral over the paths, with an error bar
deposit.py      the mixture as a density matrix and as a phase-space density
"""
