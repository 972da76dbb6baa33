"""Classical particles and quantum levels that act on each other: trajectories, their averages, and the averaged equation.

model.py         the equations as data, and where trajectories start; kernels.py its matrices for arrays; models.py three by name
simulate.py      many trajectories in blocks; trajectories.py what a run returns, how it is cut into steps, its noise
diagonal.py      H_I diagonal: the branch first, then the state that the path makes probable; exact where q stays
domain.py        where the formulas are regular; watch.py whether trajectories stay there
near.py          levels that attract to a point each: steps that shorten there; kepler.py one step on the exact orbit
splitting.py     any H_I(q): a symmetric product of exact parts; measurement.py a continuous measurement for a finite time; eigen.py
unravelled.py    any master equation with diffusion: coefficients of the state, singular noise; fields.py its matrices, superoperators.py
differences.py   that equation by differences on a grid of one or two variables, no trajectories
direct.py        any H_I(q, p): the stochastic equations themselves; platen.py the scheme
averages.py      means over trajectories with error bars
master.py        the averaged equation on a spectral grid; enclosed.py its means with error bars; lines.py once more, by differences
innovation.py    measured levels with any noise and any innovation, in two ways: what a wrong factor or sign does
"""
