from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma

from layout.expressions import parse
from layout.industries import industries
from layout.industries.draws import Counts, drawn, open_cells, with_draws
from layout.industries.metrics import FLAGS, names
from layout.notes import Notes
from models import specialisation
from models.ranking import ranks
from tests.layout.industries import made
from tests.layout.industries.test_guidance import SETTINGS, read, run

DRAWS = 200
VARY = {"rta", "rsca", "gap", "relative_gap", "rights", "share_ip_pct", "insufficient"}
VARY |= {"inventions", "patents", "invention_share", "trademark_quotient", *FLAGS}


def counts(times=1, seed=7, **registers):
    """The example with so many times its rights."""
    rows = [(*row[:6], row[6] * times) for row in made.rights_by_industry()]
    settings = made.settings(**registers)
    cells = made.cells(industries=rows)
    found = industries(cells, made.TABLE, settings, made.REGIONS, None, None, Notes())
    return Counts(found.panel, found.spec, found.measured, settings.registers, seed)


def whole(of, name, draws=DRAWS):
    return np.concatenate([block.value(name) for block in of.blocks(draws)])


@pytest.fixture(scope="module")
def listed():
    return run()[0].rows


@pytest.fixture(scope="module")
def firm(listed):
    return with_draws(listed, read()[0], counts(), DRAWS, SETTINGS)


def test_few_counts_spread_widely_and_many_narrowly():
    # Poisson: 3.5 with deviation sqrt(3.5), 53 %; 3000.5 with sqrt(3000.5), 1.8 %
    few, many = drawn(np.array([[3.0, 3000.0]]), 1, 20, 0, 4000)[:, 0].T
    assert few.std() / few.mean() == pytest.approx(3.5**-0.5, rel=0.05)
    assert many.std() / many.mean() == pytest.approx(3000.5**-0.5, rel=0.05)
    low, high = np.quantile(few, [0.05, 0.95])
    assert (low, high) == pytest.approx(gamma.ppf([0.05, 0.95], 3.5), rel=0.06)
    low, high = np.quantile(many, [0.05, 0.95])
    assert 0.96 < low / 3000 < 0.98 and 1.02 < high / 3000 < 1.04  # 1 -+ 1.645 x 1.8 %


def test_a_draw_is_the_same_alone_and_among_others(monkeypatch):
    stock = np.array([[3.0, 0.0], [5.0, 1.5]])
    np.testing.assert_array_equal(drawn(stock, 1, 20, 0, 9)[4:6], drawn(stock, 1, 20, 4, 6))
    once = whole(counts(), "rta", 20)
    monkeypatch.setattr("layout.industries.draws.CELLS", 60)  # three draws at a time
    assert len([*counts().blocks(20)]) == 7
    np.testing.assert_array_equal(whole(counts(), "rta", 20), once)


def test_seeds_and_kinds_of_rights_are_drawn_apart():
    stock = np.array([[3.0, 5.0]])
    one = drawn(stock, 1, 20, 0, 5)
    assert not np.isclose(one, drawn(stock, 2, 20, 0, 5)).any()
    assert not np.isclose(one, drawn(stock, 1, 21, 0, 5)).any()


def test_of_an_industry_or_region_without_rights_nothing_is_drawn():
    stock = np.array([[3.0, 0.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    some = drawn(stock, 1, 20, 0, 50) > 0
    np.testing.assert_array_equal(some, np.broadcast_to(open_cells(stock), some.shape))


@pytest.mark.parametrize("name", ["rta", "lq", "relative_gap", "gap", "share_ip_pct", "rsca"])
def test_means_of_draws_of_large_counts_are_the_published_values(name):
    of = counts(times=100)
    drawn_, known = whole(of, name), of.measured.arrays[name]
    sure = (of.spec.ip[-1] >= 900) & ~np.isnan(known)
    assert sure.sum() > 8
    values = np.broadcast_to(drawn_, (len(drawn_), *known.shape))[:, sure]
    # 4.5 errors of a mean of so many draws; a half more of each count moves it by 1/1800 at most
    error = 4.5 * values.std(axis=0) / np.sqrt(len(values))
    assert (
        np.abs(values.mean(axis=0) - known[sure]) <= error + 1e-3 * (1 + abs(known[sure]))
    ).all()


@pytest.mark.parametrize("name", sorted(names()))
def test_every_metric_without_counting_error_is_the_published_one(name, monkeypatch):
    # the counts themselves in place of their draws: the formulas must be those of the tables
    def exact(stock, _seed, _stream, start, stop):
        return np.repeat(stock[None], stop - start, axis=0)

    monkeypatch.setattr("layout.industries.draws.drawn", exact)
    monkeypatch.setattr("layout.industries.draws.PRIOR", 0.0)
    of = counts()
    np.testing.assert_allclose(
        whole(of, name, 2)[0], of.measured.arrays[name], rtol=1e-12, err_msg=name
    )


def test_what_varies_is_what_is_counted():
    of = counts()
    assert {name for name in of.varying if not name.startswith("p_")} == VARY
    assert "p_rta" in of.varying and "p_lq" not in of.varying
    # with a lag, rights of another year: inventions of the last one stay
    assert "invention_share" not in counts(lag=1).varying


def test_shares_and_ranks_are_those_of_draws_made_one_by_one(listed, firm):
    of = counts()
    expected, placed = 0, []
    for n in range(DRAWS):
        rights = drawn(of.spec.ip[-1], 7, 20, n, n + 1)[0]
        rta = specialisation.location_quotient(rights, 20)
        rta[3] = np.nan  # 丁市 has 4 rights, far below the 30 asked for
        # I04 in 丙市, 13: a candidate for entry whatever the rights, rta > 1 and rights >= 5
        expected += rta[2, 1] > 1 and rights[2, 1] >= 5
        placed.append(ranks(np.round(rta[:, 2], 6))[2])
    of_row = firm.set_index("catalog_id")
    held = of_row.held_share["320300-I04-13-2022"]
    assert held == pytest.approx(expected / DRAWS) and 0.5 < held < 0.9
    # I01 in 丙市, 26: the gap is of rta; positions ceil(0.05 x 200) and ceil(0.95 x 200)
    row, ordered = of_row.loc["320300-I01-26-2022"], np.sort(placed)
    assert (row.rank_low, row.rank_high) == (ordered[9], ordered[189]) == (2, 3)


def test_halves_added_to_counts_make_no_region_sufficient():
    # 丁市: 4 rights in four of five industries, drawn with 2 more
    of = counts(least_in_region=5.5)
    few = whole(of, "insufficient", 1000)[:, 3, 1].mean()
    # its total is 4 + 2 drawn less 2: at least 5.5 where Gamma(6) is at least 7.5
    assert few == pytest.approx(gamma.cdf(7.5, 6), abs=0.05)


def test_remarks_say_what_does_not_vary(listed, firm):
    remarks = dict(zip(firm.catalog_id, firm.remark, strict=True))
    assert remarks["320200-I01-13-2022"] == ""
    assert remarks["320100-I02-13-2022"] == "not_varied"  # its gap is of the location quotient
    assert remarks["320300-I03-27-2022"] == "no_gap"
    assert not firm.remark.str.contains("not_drawn").any()
    fixed = SimpleNamespace(rule_id="I05", condition=parse("lq < 1"), gap_metric="lq")
    others = [rule for rule in read()[0] if rule.rule_id != "I05"]
    again = with_draws(listed, [*others, fixed], counts(), DRAWS, SETTINGS)
    row = again.set_index("catalog_id").loc["320200-I05-27-2022"]
    assert (row.remark, row.held_share) == ("not_varied;condition_fixed", 1)
    assert pd.isna(row.rank_low) and row.remark_label.startswith("差距指标不随抽样变化")


def test_confidence_is_the_worse_of_data_and_draws(listed, firm):
    order = ["低", "中", "高"]
    for before, row in zip(listed.confidence, firm.itertuples(), strict=True):
        held = row.held_share
        drawn_grade = 2 if held >= SETTINGS.high_held else int(held >= SETTINGS.medium_held)
        assert order.index(row.confidence) == min(order.index(before), drawn_grade)
    poor = with_draws(listed.assign(confidence="低"), read()[0], counts(), DRAWS, SETTINGS)
    assert set(poor.confidence) == {"低"}


def test_more_rights_make_rows_firmer(listed, firm):
    many = with_draws(listed, read()[0], counts(times=100), DRAWS, SETTINGS)
    of = "320300-I04-13-2022"
    held = [table.set_index("catalog_id").held_share[of] for table in (firm, many)]
    assert held[0] < held[1] == 1


def test_nothing_else_of_the_rows_changes(listed, firm):
    changed = ["rank_low", "rank_high", "held_share", "confidence", "remark", "remark_label"]
    assert firm.columns.to_list() == listed.columns.to_list()
    pd.testing.assert_frame_equal(firm.drop(columns=changed), listed.drop(columns=changed))
    assert (firm.dtypes == listed.dtypes).all()


def test_without_draws_the_rows_stay_as_they_were(listed):
    assert with_draws(listed, read()[0], counts(), 0, SETTINGS) is listed


def test_the_same_seed_gives_the_same_rows(listed, firm):
    again = with_draws(listed, read()[0], counts(), DRAWS, SETTINGS)
    assert again.to_csv() == firm.to_csv()
    other = with_draws(listed, read()[0], counts(seed=8), DRAWS, SETTINGS)
    assert other.to_csv() != firm.to_csv()
