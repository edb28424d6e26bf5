"""Models and solutions in and out of files.

read_problem, write_problem     MPS and LP, plain, .gz, .bz2, stdin
read_solution, write_solution   the dialects of SCIP, HiGHS, MIPLIB (Gurobi), CBC and JSON
from_highs, from_scip, ...       models of other libraries
check_writable                  an early answer to "can this be written?"
"""

from metasolve.destination import check_writable
from metasolve.io.interop import from_highs, from_linopy, from_scip, from_scipy_milp
from metasolve.io.models import read_problem, write_problem
from metasolve.io.solution_reader import read_solution
from metasolve.io.solution_writer import SOLUTION_FORMATS, write_solution

__all__ = [
    "SOLUTION_FORMATS",
    "check_writable",
    "from_highs",
    "from_linopy",
    "from_scip",
    "from_scipy_milp",
    "read_problem",
    "read_solution",
    "write_problem",
    "write_solution",
]
