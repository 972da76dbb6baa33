"""The error of the local harmonic approximation acting on one Gaussian packet, exactly, and the search for its extremes.

A packet sits at the origin; V is expanded about it; dV = V - (Taylor polynomial of order 2); beta ~ N(0, sigma^xx).

    quantum, pure sigma:   Q = ||-(i/hbar)[dV, tau]||_Tr           = (2/hbar) sqrt(Var dV(beta))
    classical, any sigma:  C = ||(grad_p tau).(grad_x dV)||_L1     = sqrt(2/pi) E sqrt(grad dV^T B grad dV),  B = (sigma^-1)_pp

Q: [A, |psi><psi|] = D (|phi><psi| - |psi><phi|) with phi a unit vector orthogonal to psi and D^2 = Var A: its singular values
are D, D. C: grad_p tau = -tau q with q = (sigma^-1 beta)_p, which has covariance B and Cov(q, beta_x) = (1)_px = 0.
For pure sigma, B = (4/hbar^2) sigma^xx.
"""
