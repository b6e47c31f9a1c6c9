"""How fast are we beside plain NumPy and beside our peers? Ratios from one run, on synthetic data.

``python -m benchmarks`` runs every part of `PARTS`. A part is a module with

- ``TITLE``: what is computed, in one line;
- ``WORKLOADS``: name to `measure.Workload`, the smallest first (the tests run that one);
- ``make(workload)``: the synthetic data, the same at every call;
- ``CONTESTANTS``: name to `measure.Contestant`, whose results are arrays by name;
- ``REFERENCE``: the contestant to whose time all others are compared;
- ``check(workload, results)``: what agrees, one claim a line; `AssertionError` if it does not.

Add a part: the module plus its name in `PARTS`. Nothing else.
"""

PARTS = (
    "index",
    "montecarlo",
    "adjacency",
    "zoning",
    "exact",
    "specialisation",
    "addresses",
    "siting",
)
