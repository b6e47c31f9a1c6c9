import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geodata.boundaries import CHINA_ALBERS
from layout.dynamics import CONVERGENCE_COLUMNS, TRANSITION_COLUMNS, convergence, transitions
from layout.views import Panel, panel_of
from models import contiguity

LEVELS = ["u_ip", "u_innovation", "u_industry"]
DIMENSIONS = ["composite", "ip", "innovation", "industry"]


def arrays(evaluation):
    """Published levels, composite and panel."""
    panel = panel_of(evaluation.evidence.regions, evaluation.study.settings.years)
    shape = len(panel.years), len(panel.codes)
    composite = evaluation.scores[evaluation.scores.dimension == "composite"].score
    levels = evaluation.matching[LEVELS].to_numpy().reshape(*shape, 3)
    return levels, composite.to_numpy().reshape(shape), panel


def adjacency(evaluation):
    shapes = evaluation.evidence.regions.geometry.to_crs(CHINA_ALBERS).to_numpy()
    return contiguity.bridge(contiguity.adjacency(shapes), shapes)[0]


def wide(evaluation, dimension):
    """Years × regions by pandas."""
    scores = evaluation.scores[evaluation.scores.dimension == dimension]
    return scores.pivot(index="year", columns="region_code", values="score")


@pytest.fixture(scope="module")
def drawn(china):
    return convergence(*arrays(china))


@pytest.fixture(scope="module")
def moved(china):
    return transitions(*arrays(china), adjacency(china))


def test_both_measures_of_every_dimension(drawn):
    table, notes = drawn
    assert table.columns.to_list() == [*CONVERGENCE_COLUMNS]
    assert table.dimension.to_list() == [d for d in DIMENSIONS for _ in range(2)]
    assert table.measure.to_list() == ["sigma", "beta"] * 4
    assert notes[0] == ("convergence_caution", {}) and len(notes) == 9


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_sigma_is_the_trend_of_the_coefficient_of_variation(china, drawn, dimension):
    table = drawn.table
    row = table[(table.dimension == dimension) & (table.measure == "sigma")].iloc[0]
    scores = wide(china, dimension)
    variation = scores.std(axis=1, ddof=0) / scores.mean(axis=1)
    line = stats.linregress(variation.index, variation)
    assert row.slope == pytest.approx(line.slope, abs=1e-6)
    assert row.standard_error == pytest.approx(line.stderr, abs=1e-6)
    assert row.variation_first == pytest.approx(variation.iloc[0], abs=1e-6)
    assert row.deviation_last == pytest.approx(scores.iloc[-1].std(ddof=0), abs=1e-6)
    assert (row.observations, row.small_sample) == (10, 1)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_beta_is_the_line_of_growth_on_start(china, drawn, dimension):
    table = drawn.table
    row = table[(table.dimension == dimension) & (table.measure == "beta")].iloc[0]
    scores = wide(china, dimension)
    line = stats.linregress(np.log(scores.iloc[0]), np.log(scores.iloc[-1] / scores.iloc[0]) / 9)
    assert row.slope == pytest.approx(line.slope, abs=1e-6)
    assert row.standard_error == pytest.approx(line.stderr, abs=1e-6)
    assert row.r_squared == pytest.approx(line.rvalue**2, abs=1e-6)
    assert row.speed == pytest.approx(-np.log(1 + 9 * line.slope) / 9, abs=1e-6)
    assert (row.observations, row.small_sample) == (31, 0)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_region_moves_once_a_year(china, moved, dimension):
    table = moved.table
    rows = table[table.dimension == dimension]
    assert rows[rows.neighbour_class == "all"]["count"].sum() == 31 * 9
    apart = rows[rows.neighbour_class != "all"]
    together = apart.groupby(["from_class", "to_class"])["count"].sum()
    chain = rows[rows.neighbour_class == "all"].set_index(["from_class", "to_class"])["count"]
    assert together.to_dict() == chain.to_dict()


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_chains_by_pandas(china, moved, dimension):
    scores = wide(china, dimension)
    near = pd.DataFrame(adjacency(china).astype(float), *[china.evidence.regions.region_code] * 2)
    near = near.loc[scores.columns, scores.columns]
    around = scores @ near.div(near.sum(axis=1), axis=0).T
    long = pd.DataFrame({"own": scores.stack(), "around": around.stack()})
    classes = long.apply(lambda one: pd.qcut(one, 3, labels=["1", "2", "3"]).astype(str))
    own = classes.own.unstack()
    steps = pd.DataFrame(
        {
            "start": own[:-1].to_numpy().ravel(),
            "end": own[1:].to_numpy().ravel(),
            "around": classes.around.unstack()[:-1].to_numpy().ravel(),
        }
    )
    table = moved.table[moved.table.dimension == dimension]
    for row in table.rename(columns={"count": "seen"}).itertuples():
        rows = steps if row.neighbour_class == "all" else steps[steps.around == row.neighbour_class]
        rows = rows[rows.start == str(row.from_class)]
        seen = (rows.end == str(row.to_class)).sum()
        assert (row.seen, row.departures) == (seen, len(rows))
        if len(rows):
            assert row.probability == pytest.approx(seen / len(rows), abs=1e-6)
            low, high = stats.beta.ppf([0.05, 0.95], seen + 0.5, len(rows) - seen + 1)
            np.testing.assert_allclose([row.low, row.high], [low, high], atol=2e-6)
        assert row.starved == (len(rows) < 15)


def test_class_bounds_are_pooled_terciles(china, moved):
    rows = moved.table[(moved.table.dimension == "ip") & (moved.table.neighbour_class == "all")]
    lower, upper = np.quantile(china.matching.u_ip, [1 / 3, 2 / 3])
    np.testing.assert_allclose(rows.from_upper, [lower] * 3 + [upper] * 3 + [np.nan] * 3, atol=1e-6)
    np.testing.assert_allclose(rows.from_lower, [np.nan] * 3 + [lower] * 3 + [upper] * 3, atol=1e-6)


def test_one_year_supports_neither(jiangsu):
    for view, columns in (
        (convergence(*arrays(jiangsu)), CONVERGENCE_COLUMNS),
        (transitions(*arrays(jiangsu), adjacency(jiangsu)), TRANSITION_COLUMNS),
    ):
        assert view.table.empty and view.table.columns.to_list() == [*columns]
        assert view.notes == [("dynamics_one_year", {})]


def random_panel(years, regions=6):
    """Levels, composite and panel of a small study."""
    levels = np.random.default_rng(5).uniform(0.2, 0.8, size=(len(years), regions, 3))
    names = tuple(f"r{n}" for n in range(regions))
    return levels, levels.mean(axis=-1), Panel(names, names, tuple(years))


RING = np.roll(np.eye(6, dtype=bool), 1, axis=0) | np.roll(np.eye(6, dtype=bool), -1, axis=0)


def test_two_years_have_no_trend_of_dispersion():
    table, notes = convergence(*random_panel((2020, 2021)))
    assert set(table.measure) == {"beta"} and len(table) == 4
    assert [code for code, _ in notes].count("convergence_no_sigma") == 4


def test_a_reversed_order_has_no_speed_and_says_so():
    levels, composite, panel = random_panel((2020, 2021, 2022))
    levels[2] = 1 / (20 * levels[0])  # growth in logs of -2 per unit of the start over two years
    table, _ = convergence(levels, composite, panel)
    row = table[(table.dimension == "ip") & (table.measure == "beta")].iloc[0]
    assert (
        row.slope == pytest.approx(-1, abs=1e-4)
        and np.isnan(row.speed)
        and row.remark == "no_speed"
    )


def test_regions_without_every_score_are_left_out_and_said():
    levels, composite, panel = random_panel((2020, 2021, 2022))
    levels[1, 2, 0] = np.nan
    drawn = convergence(levels, composite, panel)
    assert set(drawn.table.regions[drawn.table.dimension == "ip"]) == {5}
    values = {"dimension": "知识产权", "regions": "r2"}
    assert ("convergence_left_out", values) in drawn.notes
    moved = transitions(levels, composite, panel, RING, classes=2)
    assert ("transitions_left_out", values) in moved.notes
    chain = moved.table[moved.table.neighbour_class == "all"].groupby("dimension")["count"].sum()
    assert chain.to_dict() == {"composite": 12, "innovation": 12, "industry": 12, "ip": 10}


def test_a_class_that_nobody_leaves_has_no_probability_and_says_so():
    levels, composite, panel = random_panel((2020, 2021))
    levels[0, :, 0], levels[1, :, 0] = np.linspace(0.1, 0.2, 6), np.linspace(0.3, 0.4, 6)
    table, _ = transitions(levels, composite, panel, RING, classes=2)
    rows = table[(table.dimension == "ip") & (table.neighbour_class == "all")]
    assert rows["count"].to_list() == [0, 6, 0, 0]
    assert rows.remark.to_list() == ["", "", "empty", "empty"]
    assert rows[["probability", "low", "high"]].isna().all(axis=1).to_list() == [
        False,
        False,
        True,
        True,
    ]


def test_steps_of_different_length_are_refused():
    table, notes = transitions(*random_panel((2020, 2021, 2023)), RING)
    assert table.empty and notes == [("transitions_uneven", {})]


def test_too_many_equal_scores_make_no_classes_and_a_note():
    levels, composite, panel = random_panel((2020, 2021, 2022))
    levels[..., 1] = 0.5
    table, notes = transitions(levels, composite, panel, RING)
    assert "innovation" not in set(table.dimension)
    assert "创新" in [v["dimension"] for code, v in notes if code == "transitions_undefined"]


def test_a_region_without_neighbours_is_in_no_neighbour_class():
    levels, composite, panel = random_panel((2020, 2021, 2022))
    alone = RING.copy()
    alone[0] = alone[:, 0] = False
    table, notes = transitions(levels, composite, panel, alone, classes=2)
    ip = table[table.dimension == "ip"]
    assert ip[ip.neighbour_class == "all"]["count"].sum() == 12
    assert ip[ip.neighbour_class != "all"]["count"].sum() == 10
    assert ("transitions_lonely", {"dimension": "知识产权", "regions": "r0"}) in notes
