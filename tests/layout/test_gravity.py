import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from layout.amounts import Amount, amounts
from layout.gravity import (
    COLUMNS,
    PAIR_COLUMNS,
    centre_pairs,
    centres,
    label_points,
    paths,
)
from layout.measures import series
from layout.views import Panel, panel_of

CHINA = {
    "ip": "invention_patents_in_force",
    "innovation": "rd_expenditure",
    "industry": "hightech_manufacturing_revenue",
}
RADIUS_M = 6_371_008.8
GLOBE = pyproj.Geod(a=RADIUS_M, b=RADIUS_M)


def of(evaluation, chosen):
    study, evidence = evaluation.study, evaluation.evidence
    panel = panel_of(evidence.regions, study.settings.years)
    known = series(evidence.figures, evidence.statistics, study.derived, panel.codes)
    found = amounts(known, chosen, evidence.statistics, panel, study.settings.ages).found
    path = paths(found, label_points(evidence.regions))
    return centres(path, panel), centre_pairs(path, panel)


@pytest.fixture(scope="module")
def views(china):
    return of(china, CHINA)


def test_label_points_lie_within_their_regions(china):
    points = label_points(china.evidence.regions)
    for shape, point in zip(china.evidence.regions.geometry, points, strict=True):
        assert shape.contains(shapely.Point(point))


def test_a_centre_is_the_mean_of_points_in_space(china, views):
    table = views[0].table
    figures = china.evidence.figures
    figures = figures[(figures.statistic == "rd_expenditure") & (figures.year == 2019)]
    points = pd.DataFrame(
        label_points(china.evidence.regions), index=china.evidence.regions.region_code
    )
    lon, lat = np.radians(points.loc[figures.region_code]).to_numpy().T
    x, y, z = (
        np.average(one, weights=figures.value)
        for one in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    )
    row = table[(table.dimension == "innovation") & (table.year == 2019)].iloc[0]
    assert row.lon == pytest.approx(np.degrees(np.arctan2(y, x)), abs=1e-6)
    assert row.lat == pytest.approx(np.degrees(np.arctan2(z, np.hypot(x, y))), abs=1e-6)


def test_movement_is_the_way_from_the_centre_of_the_year_before(views):
    table = views[0].table
    assert table.columns.to_list() == [*COLUMNS]
    assert not table.duplicated(["dimension", "year"]).any()
    for _, path in table.groupby("dimension"):
        start, end = path[:-1], path[1:]
        azimuth, _, metres = GLOBE.inv(*(start[c] for c in ("lon", "lat")), end.lon, end.lat)
        moved = end.moved_km.notna().to_numpy()
        # six decimals of a degree are a tenth of a metre
        np.testing.assert_allclose(end.moved_km[moved], metres[moved] / 1000, atol=2e-4)
        halfway = GLOBE.fwd(start.lon, start.lat, azimuth, metres / 2)[2] + 180
        way = metres / 1000 * np.exp(1j * np.radians(halfway))
        np.testing.assert_allclose(end.north_km[moved], way.real[moved], atol=2e-4)
        np.testing.assert_allclose(end.east_km[moved], way.imag[moved], atol=2e-4)


def test_distance_and_consistency_follow_from_the_published_centres(views):
    table, pairs = (view.table for view in views)
    assert pairs.columns.to_list() == [*PAIR_COLUMNS]
    wide = table.set_index(["dimension", "year"])
    for row in pairs.itertuples():
        a, b = (wide.loc[(d, row.year)] for d in row.pair.split("_"))
        metres = GLOBE.inv(a.lon, a.lat, b.lon, b.lat)[2]
        assert row.distance_km == pytest.approx(metres / 1000, abs=2e-4)
        if not np.isnan(row.consistency):
            dot = a.east_km * b.east_km + a.north_km * b.north_km
            assert row.consistency == pytest.approx(dot / (a.moved_km * b.moved_km), abs=1e-4)


def test_figures_that_stand_for_two_years_do_not_count_as_standing_still(views):
    table, pairs = (view.table.set_index("year") for view in views)
    industry = table[table.dimension == "industry"]
    assert industry.remark[2017] == "figures_repeated" and np.isnan(industry.moved_km[2017])
    assert industry.since_figure_year[2018] == 2016
    both = pairs[pairs.pair == "ip_industry"]
    assert both.remark[2017] == "years_differ;no_movement"
    assert both.remark[2018] == "spans_differ"
    assert both.consistency[[2017, 2018]].isna().all()


def test_every_blank_has_a_remark(views):
    for table, column in zip((v.table for v in views), ("moved_km", "consistency"), strict=True):
        assert (table[column].isna() == (table.remark != "")).all()


def test_one_year_has_centres_but_no_movement(jiangsu):
    one, pairs = of(jiangsu, {"innovation": "fiscal_science_expenditure", "industry": "gdp"})
    assert one.table.remark.to_list() == ["first_year"] * 2
    assert pairs.table.remark.to_list() == ["years_differ;first_year"]
    assert pairs.table.distance_km.notna().all()
    assert ("gravity_one_year", {"year": "2024"}) in one.notes


def small(one, other, years=((2020,) * 2, (2021,) * 2, (2022,) * 2)):
    """Two regions, three years; the region in the west comes first."""
    panel = Panel(("a", "b"), ("西", "东"), (2020, 2021, 2022))
    made = {}
    for dimension, values in zip(("ip", "innovation"), (one, other), strict=True):
        numbers = np.array(values, dtype=float)
        made[dimension] = Amount("x", "x", numbers, np.where(np.isnan(numbers), 0, years))
    path = paths(made, np.array([[110.0, 30.0], [120.0, 30.0]]))
    return centres(path, panel), centre_pairs(path, panel)


def test_centres_that_move_apart_are_inconsistent_and_one_at_rest_has_no_direction():
    _, pairs = small([[1, 1], [1, 3], [1, 1]], [[1, 1], [3, 1], [6, 2]])
    # in 2022 the second amount doubles in both regions: its centre stays
    np.testing.assert_allclose(pairs.table.consistency[:2], [np.nan, -1], atol=0.01)
    assert pairs.table.remark.to_list() == ["first_year", "", "still"]


def test_centres_over_different_regions_are_not_compared():
    one, pairs = small([[1, 1], [1, np.nan], [2, 1]], [[1, 1], [2, 1], [1, 1]])
    path = one.table[one.table.dimension == "ip"]
    assert path.regions.to_list() == [2, 1, 2]
    assert path.remark.to_list() == ["first_year", "regions_differ", "regions_differ"]
    assert pairs.table.remark.to_list() == ["first_year", "regions_differ", "no_movement"]
    assert np.isnan(pairs.table.distance_km[1])
    assert any(code == "gravity_left_out" and v["regions"] == "东" for code, v in one.notes)


def test_a_year_without_any_amount_has_no_centre():
    one, pairs = small([[1, 1], [0, 0], [2, 1]], [[1, 1], [2, 1], [1, 1]])
    path = one.table[one.table.dimension == "ip"]
    assert path.remark.to_list() == ["first_year", "no_amount", "no_earlier"]
    assert path.lon.isna().to_list() == [False, True, False]
    assert pairs.table.remark[1] == "no_amount"


def test_without_amounts_there_are_columns_only():
    empty = centres({}, Panel(("a",), ("甲",), (2020,)))
    assert empty.table.empty and empty.table.columns.to_list() == [*COLUMNS] and not empty.notes
