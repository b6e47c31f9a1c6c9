from itertools import permutations

import numpy as np
import pytest

from layout import evaluation, robustness
from layout.notes import Notes
from layout.settings import Zones
from layout.study import measures
from layout.views import Panel, panel_of
from layout.zones.division import Totals, divide
from layout.zones.neighbours import Neighbours
from layout.zones.stability import COLUMNS, PAIR_COLUMNS, PAIRS_OF, stability
from models import uncertainty, zoning

DRAWS = 60


@pytest.fixture(scope="module")
def drawn(jiangsu):
    """(1, draws, 13, 3) levels of the first draws of the study's robustness analysis."""
    study, evidence = jiangsu.study, jiangsu.evidence
    base = evaluation.core(study, evidence, measures(study, evidence), Notes())
    choices = robustness.alternatives(
        base.values.values,
        base.indicators,
        base.scores,
        study.settings,
        evidence.official,
        Notes(),
    )
    return np.moveaxis(uncertainty.draw(choices.model, choices.draw(0, DRAWS)).levels, 0, -1)


@pytest.fixture
def of(jiangsu, jiangsu_near, jiangsu_division):
    """Stability of the 13 cities' zones under drawn levels, and its notes."""
    panel = panel_of(jiangsu.evidence.regions, (2024,))
    made = {2024: jiangsu_division}

    def stable(levels, settings=None):
        notes = Notes()
        settings = settings or Zones(draws=DRAWS)
        found = stability(made, levels, jiangsu_near, panel, settings, notes)
        return found, notes.frame().set_index("message_code")

    return stable


def test_draws_that_repeat_the_published_levels_change_nothing(jiangsu, jiangsu_division, of):
    levels = jiangsu.matching[["u_ip", "u_innovation", "u_industry"]].to_numpy()
    found, notes = of(np.tile(levels, (1, DRAWS, 1, 1)))
    table = found.zone_stability
    assert table.zone.to_list() == list(jiangsu_division.zones)
    assert (table.kept == 1).all() and not table.weak.any()
    assert (table.alternative_zone == "").all() and (table.alternative_share == 0).all()
    assert (table.own_zone_association == 1).all() and (table.draws == DRAWS).all()
    assert set(found.co_association.share) == {0.0, 1.0}
    assert "zone_firm" in notes.index and "100%" in notes.detail["zone_kept"]


def test_kept_shares_of_jiangsu_recomputed_draw_by_draw(jiangsu_near, jiangsu_division, drawn, of):
    table = of(drawn)[0].zone_stability
    own = np.array([int(zone[1]) - 1 for zone in jiangsu_division.zones])
    kept = np.zeros(13)
    together = np.zeros((13, 13))
    for levels in drawn[0]:
        labels = zoning.exact_division(levels, jiangsu_near.adjacent, 3).labels
        # every way to rename three zones; the one that keeps most regions
        renamed = max(
            (np.array(names)[labels] for names in permutations(range(3))),
            key=lambda one: (one == own).sum(),
        )
        kept += renamed == own
        together += labels[:, None] == labels
    np.testing.assert_allclose(table.kept, kept / DRAWS, atol=1e-6)
    alike = (own[:, None] == own) & ~np.eye(13, dtype=bool)
    expected = np.where(alike, together / DRAWS, 0).sum(axis=1) / alike.sum(axis=1)
    np.testing.assert_allclose(table.own_zone_association, expected, atol=1e-6)


def test_pairs_of_the_last_year_each_once(drawn, of):
    pairs = of(drawn)[0].co_association
    assert pairs.columns.to_list() == [*PAIR_COLUMNS]
    assert len(pairs) == 13 * 12 / 2
    assert (pairs.region_code_a < pairs.region_code_b).all()
    assert pairs.share.between(0, 1).all() and (pairs.year == 2024).all()


def test_weak_regions_are_named_weakest_first(drawn, of):
    found, notes = of(drawn, Zones(draws=DRAWS, weak_below=1.0))
    table = found.zone_stability
    np.testing.assert_array_equal(table.weak == 1, table.kept < 1)
    weakest = table.sort_values(["kept", "region_code"]).region_name.iloc[0]
    assert f"低于 100%）：{weakest}（" in notes.detail["zone_weak"]
    assert notes.severity["zone_weak"] == "warning"


PATH = Neighbours(np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool), ())
PANEL = Panel(tuple("abcd"), tuple("甲乙丙丁"), (2024,))


def row(levels, draws, settings, panel=PANEL, near=PATH, totals=None):
    """Stability of regions in a row, whose three levels are all the same number."""
    values = np.array(levels, dtype=float)
    notes = Notes()
    weighed = {2024: Totals("人口", np.array(totals, dtype=float))} if totals else None
    division = divide(
        np.tile(values[:, None], 3),
        values,
        near,
        [""] * len(values),
        panel.names,
        settings,
        2024,
        Notes(),
        weighed and weighed[2024],
    )
    levels = np.repeat(np.array(draws, dtype=float)[None, ..., None], 3, axis=-1)
    found = stability({2024: division}, levels, near, panel, settings, notes, weighed)
    return found, notes.frame().set_index("message_code").detail


TWO = Zones(k=2, draws=4)
AS_IS, MOVED = [0.9, 0.8, 0.2, 0.1], [0.9, 0.8, 0.7, 0.1]


def test_a_region_that_changes_sides_by_hand():
    found, notes = row(AS_IS, [AS_IS, AS_IS, AS_IS, MOVED], TWO)
    table = found.zone_stability
    assert table.columns.to_list() == [*COLUMNS, "remark_label"]
    assert table.zone.to_list() == ["Z1", "Z1", "Z2", "Z2"]
    assert table.kept.to_list() == [1, 1, 0.75, 1]
    assert table.alternative_zone.to_list() == ["", "", "Z1", ""]
    assert table.alternative_share.to_list() == [0, 0, 0.25, 0]
    assert table.own_zone_association.to_list() == [1, 1, 0.75, 0.75]
    pairs = found.co_association.set_index(["region_code_a", "region_code_b"]).share
    assert pairs.to_dict() == {
        ("a", "b"): 1, ("a", "c"): 0.25, ("a", "d"): 0,
        ("b", "c"): 0.25, ("b", "d"): 0, ("c", "d"): 0.75,
    }  # fmt: skip
    assert "前 4 次抽样" in notes["zone_draws"] and "固定为公布的数" in notes["zone_draws"]
    assert "zone_draws_fewer" not in notes.index


def test_fewer_draws_than_asked_are_said():
    _, notes = row(AS_IS, [AS_IS, MOVED], TWO)
    assert "只有 2 次抽样，少于分区检验要求的 4 次" in notes["zone_draws_fewer"]


def test_draws_without_levels_count_for_no_one():
    lost = [np.nan, 0.8, 0.2, 0.1]  # the rest hangs together without the first
    torn = [0.9, np.nan, 0.2, 0.1]  # the rest does not
    found, notes = row(AS_IS, [AS_IS, lost, torn, MOVED], TWO)
    table = found.zone_stability
    assert table.draws.to_list() == [2, 3, 3, 3]
    # without the first, the second is Z1 alone
    np.testing.assert_allclose(table.kept, [1, 1, 2 / 3, 1], atol=1e-6)
    assert "全部 4 个地区" in notes["zone_draws_lost"]


def test_a_region_that_no_draw_divides_is_weak_with_a_remark():
    lost = [np.nan, 0.8, 0.2, 0.1]
    found, notes = row(AS_IS, [lost] * 4, TWO)
    table = found.zone_stability
    assert np.isnan(table.kept[0]) and table.weak[0] == 1 and table.draws[0] == 0
    assert np.isnan(table.alternative_share[0]) and table.alternative_zone[0] == ""
    assert table.remark.to_list() == ["no_draw", "", "", ""]
    assert np.isnan(table.own_zone_association[0])
    assert notes["zone_weak"].endswith("：甲")


def test_a_region_alone_and_a_draw_that_matches_no_published_zone():
    three = Zones(k=3, draws=1)
    levels = [0.9, 0.5, 0.1, 0.1]
    found, _ = row(levels, [[0.9, 0.9, 0.5, 0.1]], three)
    table = found.zone_stability
    # published: Z1 = a, Z2 = b, Z3 = c d; drawn: a b, c, d. Both ab and cd can keep one region
    assert table.kept.sum() == 2
    assert table.remark.str.contains("alone").to_list() == [True, True, False, False]
    assert table.remark.str.contains("unmatched").sum() == 1
    found, _ = row(levels, [levels], three)
    assert found.zone_stability.remark.to_list() == ["alone", "alone", "", ""]


def test_draws_are_divided_under_the_floors_of_the_study():
    floored = Zones(k=2, draws=1, floor_statistic="x", floor=2.0)
    pulled = [0.9, 0.1, 0.1, 0.1]  # would part the first from the others
    assert row(AS_IS, [pulled], TWO)[0].zone_stability.kept.to_list() == [1, 0, 1, 1]
    found, _ = row(AS_IS, [pulled], floored, totals=[1.0, 1.0, 1.0, 1.0])
    assert found.zone_stability.kept.to_list() == [1, 1, 1, 1]


def test_the_floor_decides_the_number_of_zones_of_every_draw_anew():
    most = Zones(method="max_p", draws=2, floor_statistic="x", floor=2.0)
    found, notes = row(AS_IS, [AS_IS, AS_IS], most, totals=[1.0, 1.0, 1.0, 1.0])
    assert found.zone_stability.kept.to_list() == [1, 1, 1, 1]
    assert "每次由下限决定" in notes["zone_draws"]


@pytest.mark.parametrize("draws", [None, np.empty((1, 0, 4, 3))])
def test_without_draws_tables_are_empty_and_the_reader_is_warned(draws):
    notes = Notes()
    found = stability({2024: None}, draws, PATH, PANEL, TWO, notes)
    assert found.zone_stability.empty and found.co_association.empty
    assert found.zone_stability.columns.to_list() == [*COLUMNS, "remark_label"]
    assert notes.frame().message_code.to_list() == ["zone_not_drawn"]


def test_a_year_without_division_has_no_rows():
    notes = Notes()
    found = stability({2024: None}, np.zeros((1, 4, 4, 3)), PATH, PANEL, TWO, notes)
    assert found.zone_stability.empty and found.co_association.empty
    assert notes.frame().empty


def test_too_many_pairs_are_left_out_and_that_is_said():
    n = PAIRS_OF + 1
    names = tuple(f"{i:03}" for i in range(n))
    near = Neighbours(np.eye(n, k=1, dtype=bool) | np.eye(n, k=-1, dtype=bool), ())
    levels = np.linspace(0, 1, n)
    found, notes = row(levels, [levels], TWO, Panel(names, names, (2024,)), near)
    assert found.co_association.empty and len(found.zone_stability) == n
    assert f"有 {n} 个地区，超过 {PAIRS_OF} 个" in notes["zone_pairs_left_out"]
