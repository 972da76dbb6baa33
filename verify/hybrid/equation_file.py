"""A classical-quantum model by the coefficients of its master equation, in a TOML file: constants or functions of the classical variables.

    d_t rho = -d_i(c_i rho) + d_i d_j(D_2_ij rho) - (i/hbar)[H, rho] + D_0_ab (L_a rho L_b^+ - (1/2){L_b^+ L_a, rho})
              - d_i(conj(D_1_ia) L_a rho + D_1_ia rho L_a^+)

title = "A monitored qubit whose noise grows with the reading"
coordinates = ["z"]                # one to six classical variables
hbar = 1                           # where there is a hamiltonian
time = 1
[parameters]
k = 1
[coefficients]
drift = ["-z"]                     # c; 0 when left out
hamiltonian = { sigma_x = "1/2" }  # H; 0 when left out; see verify.hybrid.operators for the forms
operators = [{ sigma_z = 1 }]      # the L_a
D_0 = [[1]]                        # a row and a column an operator; an entry of two texts is real and imaginary part
D_1 = [["1/2"]]                    # a row a variable, a column an operator
D_2 = [["(1 + z^2/4)/2"]]          # or sigma, with D_2 = sigma sigma^T/2: a row a variable
[state]
amplitudes = [1, 0]                # or density
z = 0                              # also z_spread; lists for several variables
z_spread = "1/4"
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from derive.classical_quantum_equation import MasterEquation
from derive.formula_tree import shown
from verify.hybrid.coefficients import matrix
from verify.hybrid.eigenvalues import is_positive
from verify.hybrid.equation import EquationModel, EquationStart
from verify.hybrid.model_file import density_of, names_of, parameters_of, title_of
from verify.hybrid.noise_file import MOST, positive
from verify.hybrid.operators import Reader, require_levels
from verify.system_input import UnusableSystem, require_known
from verify.toml_input import part, table_of

KEYS = ("title", "coordinates", "hbar", "time", "parameters", "coefficients", "state")
COEFFICIENTS = ("drift", "hamiltonian", "operators", "D_0", "D_1", "D_2", "sigma")
STATES = ("amplitudes", "density", "z", "z_spread")
VARIABLES = 6


def states_equation(content: bytes) -> bool:
    """Whether a file of this content states coefficients with their operators. Raises: UnusableSystem for what is no TOML."""
    stated = table_of(content).get("coefficients")
    return isinstance(stated, dict) and "operators" in stated


def parsed(content: bytes, name: str, changed: Mapping[str, str]) -> EquationModel:
    """The model that a file of this content states. Raises: UnusableSystem, which calls it `file`, or FormulaError with the column."""
    table = table_of(content)
    require_known(list(table), KEYS, "keys")
    stated = part(table, "coefficients")
    require_known(list(stated), COEFFICIENTS, "coefficients")
    for needed, where in (("coordinates", table), ("time", table), ("state", table), ("D_0", stated), ("D_1", stated)):
        if needed not in where:
            raise UnusableSystem(f"`file` must have `{needed}` to be simulated, but has none; examples/ has files to start from")
    if ("D_2" in stated) == ("sigma" in stated):
        raise UnusableSystem("`coefficients` must have `D_2` or `sigma`, but have both or neither")
    if "hamiltonian" in stated and "hbar" not in table:
        raise UnusableSystem("`file` must have `hbar` where it has a `hamiltonian`, but has none; for natural units write hbar = 1")
    parameters = parameters_of(part(table, "parameters"), changed)
    names = names_of(table["coordinates"], parameters, VARIABLES)
    reader = Reader(names, parameters, set())
    hbar = positive(table.get("hbar", 1), "hbar", reader)
    equation, sigma = _equation(stated, reader, hbar)
    start = _start(part(table, "state"), reader, equation.levels)
    model = EquationModel(name, title_of(table.get("title", name)), equation, sigma, hbar, start, positive(table["time"], "time", reader),
                          parameters)
    idle = [each for each in parameters if each not in reader.used]
    if idle:
        raise UnusableSystem(f"`parameters` must occur in a formula, but {', '.join(idle)} does not; leave it out")
    if is_positive(model.start.density) is False:
        raise UnusableSystem("`density` must have no negative eigenvalues, but has one; it is no state")
    return model


def _equation(stated: Mapping[str, Any], reader: Reader, hbar: sp.Expr) -> tuple[MasterEquation, sp.ImmutableMatrix | None]:
    """The equation, and sigma where it is stated."""
    typed, N = stated["operators"], len(reader.coordinates)
    if not isinstance(typed, list) or not 1 <= len(typed) <= MOST:
        raise UnusableSystem(f"`operators` must be a list of 1 to {MOST} operators, but are {shown(typed)}")
    operators = tuple(reader.operator(each, f"operator {a}", hermitian=False) for a, each in enumerate(typed, 1))
    n, m = operators[0].rows, len(operators)
    hamiltonian = (reader.operator(stated["hamiltonian"], "hamiltonian", hermitian=True) if "hamiltonian" in stated
                   else sp.ImmutableMatrix.zeros(n, n))
    require_levels([("operator 1", operators[0]), *((f"operator {a}", each) for a, each in enumerate(operators[1:], 2)),
                    ("hamiltonian", hamiltonian)])
    found = {key: matrix(stated[key], key, reader) for key in ("D_0", "D_1", "D_2", "sigma") if key in stated}
    if "sigma" in found and found["sigma"].has(sp.I):
        raise UnusableSystem("`sigma` must be real, but is not")
    sigma = sp.ImmutableMatrix(found["sigma"]) if "sigma" in found else None
    D0, D1 = found["D_0"], found["D_1"]
    D2 = found["D_2"] if sigma is None else (sigma * sigma.T / 2).applyfunc(sp.expand)
    for key, each, shape in (("D_0", D0, (m, m)), ("D_1", D1, (N, m)), ("sigma" if sigma is not None else "D_2", D2, (N, N))):
        if each.shape != shape:
            rows = "rows" if key == "sigma" else f"x {shape[1]}, {m} operators and {N} variables"
            raise UnusableSystem(f"`{key}` must be {shape[0]} {rows}, but is {each.rows} x {each.cols}")
    if sp.expand(D0 - D0.H) != sp.zeros(m, m) or sp.expand(D2 - D2.T) != sp.zeros(N, N) or D2.has(sp.I):
        raise UnusableSystem("`D_0` must be Hermitian, and `D_2` real and symmetric, but one is not")
    drift = stated.get("drift", [0] * N)
    drift = drift if isinstance(drift, list) else [drift]
    if len(drift) != N:
        raise UnusableSystem(f"`drift` must have {N} formula{'s' * (N > 1)}, one a variable, but has {len(drift)}")
    rates = tuple(reader.formula(each, f"drift, number {i}") for i, each in enumerate(drift, 1))
    symbols = tuple(sp.Symbol(each, real=True) for each in reader.coordinates)
    parts = [sp.ImmutableMatrix(each) for each in (hamiltonian / hbar, D0, D1, D2)]
    return MasterEquation(symbols, rates, parts[0], operators, *parts[1:]), sigma


def _start(stated: Mapping[str, Any], reader: Reader, levels: int) -> EquationStart:
    require_known(list(stated), STATES, "state")
    N = len(reader.coordinates)
    z = reader.vector(stated.get("z", [0] * N), "z", N)
    typed = stated.get("z_spread", 0)
    spreads = typed if isinstance(typed, list) else [typed] * N
    if len(spreads) != N:
        raise UnusableSystem(f"`z_spread` must be one number, or {N}, but has {len(spreads)}")
    spread = tuple(positive(each, "z_spread", reader, zero=True) for each in spreads)
    return EquationStart(density_of(stated, reader, levels), z, spread)
