"""Made-up counts of registers for the tests of what is printed of them; the numbers mean nothing."""

import numpy as np
import pandas as pd

from geodata.registers.cells import BASES, CLASS_UNIT, RIGHT, SCHEMAS, WHOLE, Cells, arranged

KINDS = (("patent", "invention", 120), ("patent", "utility_model", 200), ("trademark", "", 300))
CLASSES = {"patent": ("A61K", "G06F", "H01L", "B60L"), "trademark": ("09", "25", "30", "35")}
DEALS = ("transfer", "licence", "pledge")
OUTSIDE, UNKNOWN = "310000", ""
COUNTED = ("records", "parts", "value", "amount", "with_amount")


def made(codes, industries, years, seed=20160217):
    """Cells of every table for these regions, industries and evaluation years."""
    rng = np.random.default_rng(seed)
    sizes = dict(zip(codes, np.geomspace(1, 0.02, len(codes)), strict=True))
    shares = {code: rng.dirichlet(np.full(len(industries), 0.5)) for code in codes}
    rights, classes, by_industry = [], [], []
    for code in codes:
        for kind, sort, base in KINDS:
            for year in range(years[0] - 6, years[-1] + 1):
                filed = int(rng.poisson(base * sizes[code]))
                granted = int(0.7 * filed)
                if not granted:
                    continue
                key = (code, kind, sort)
                for flags, count in enumerate(rng.multinomial(granted, [0.7, 0.2, 0.1])):
                    rights.append((*key, year, year, 0, flags, 0, int(count)))
                rights.append((*key, year, 0, 0, 0, 0, filed - granted))
                rights.append((*key, year, 0, 0, 0, 1, int(kind == "patent") * (filed // 20)))
                for event, count in (("filed", filed), ("granted", granted)):
                    spread = rng.multinomial(count, shares[code])
                    by_industry += [
                        (*key, industry, year, event, int(n) * RIGHT)
                        for industry, n in zip(industries, spread, strict=True)
                    ]
                    four = rng.multinomial(count, [0.4, 0.3, 0.2, 0.1])
                    classes += [
                        (*key, one, year, event, int(n) * CLASS_UNIT)
                        for one, n in zip(CLASSES[kind], four, strict=True)
                    ]
    return Cells(
        _table("rights", rights),
        _table("industries", by_industry),
        _table("classes", classes),
        _holders(codes, sizes, years),
        _flows(rng, codes, years),
        _activities(rng, codes, industries, sizes, shares, years),
        _table("account", list(_account())),
        _table("samples", [("patents", "no_region", "a.csv", 17, "地址=")]),
    )


def _holders(codes, sizes, years):
    rows = []
    for kind, sort, base in KINDS:
        for year in years:
            for basis in BASES:
                own = [max(int(base * sizes[code]), 1) for code in codes]
                for code, count in (*zip(codes, own, strict=True), (WHOLE, sum(own))):
                    squares = count * 9 + count * count // 4
                    top = 3 * min(count, 5)
                    rows.append((code, kind, sort, year, basis, count, 3 * count, squares, top))
    return arranged("holders", pd.DataFrame(rows, columns=[*SCHEMAS["holders"]]))


def _flows(rng, codes, years):
    rows = []
    for deal in DEALS:
        for year in years:
            for start in (*codes, OUTSIDE, UNKNOWN):
                ends = rng.choice(codes, 3, replace=False)
                count = int(rng.integers(1, 30))
                rows += [
                    (deal, "patent", year, start, str(e), count, count * 10**6, 1) for e in ends
                ]
            rows.append((deal, "patent", year, codes[0], OUTSIDE, 7, 0, 0))
    return _table("flows", rows)


def _activities(rng, codes, industries, sizes, shares, years):
    rows = []
    for code in codes:
        economy = 0.5 * shares[code] + 0.5 * rng.dirichlet(np.ones(len(industries)))
        for year in years:
            for measure, unit in (
                ("enterprises", 900),
                ("employment", 90_000),
                ("value_added", 1e10),
            ):
                rows += [
                    ("enterprise", code, i, year, measure, int(unit * sizes[code] * share) + 1, 3)
                    for i, share in zip(industries, economy, strict=True)
                ]
    return _table("activities", rows)


def _account():
    for register, kind in (("patents", "patent"), ("trademarks", "trademark")):
        yield register, kind, "read", "", 1000
        yield register, kind, "dropped", "no_region", 40
        yield register, kind, "duplicate", "", 10
        yield register, kind, "counted", "", 950


def _table(name, rows):
    """Rows with the same key added up, and those of nothing left out."""
    frame = pd.DataFrame(rows, columns=[*SCHEMAS[name]])
    counts = [column for column in COUNTED if column in frame]
    keys = [column for column in frame if column not in counts]
    summed = frame.groupby(keys, as_index=False)[counts].sum() if counts else frame
    return arranged(name, summed[summed[counts[0]] > 0] if counts else summed)
