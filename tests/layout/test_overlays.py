"""Overlays against sums by hand, against regions that they equal, and what is said of them."""

import math
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import run_eval
from geodata.statistics import Statistic
from geodata.units import parse_unit
from layout.evaluation import core
from layout.expressions import parse
from layout.measures import Series
from layout.metrics import metrics
from layout.notes import Notes, templates
from layout.overlay_sums import summed
from layout.overlays import ON_WHOLE_REGIONS, overlays, places_among
from layout.study import measures

STUDIES = Path(run_eval.__file__).parent / "studies"
JJJ = ["110000", "120000", "130000"]
MILLION = 1e6


def evaluated(study, evidence):
    every = measures(study, evidence)
    base = core(study, evidence, every, Notes())
    years = study.settings.years
    measured = metrics(base.scores, base.match, every, study.indicators, years)
    return base, measured, overlays(study, evidence, base, every, measured)


@pytest.fixture(scope="module")
def china():
    return run_eval.load(STUDIES / "china.toml")


@pytest.fixture(scope="module")
def jiangsu():
    return run_eval.load(STUDIES / "jiangsu.toml")


@pytest.fixture(scope="module")
def found(china):
    return evaluated(*china)[2]


def with_setting(study, section, **values):
    part = getattr(study.settings, section).model_copy(update=values)
    return replace(study, settings=study.settings.model_copy(update={section: part}))


def noted(result, code):
    return [values for name, values in result.notes if name == code]


# ---- sums


def statistic(code, unit, formula="", comparable=True):
    return Statistic(code, code, code, parse_unit(unit), formula, comparable, "", "f", 1)


def test_amounts_are_summed_and_ratios_made_of_the_sums():
    # 10 patents of 1 million people and 30 of 3 million: 40 of 4 million, not (10 + 10) / 2
    dictionary = [
        statistic("patents", "件"),
        statistic("people", "人"),
        statistic("density", "件/人", "patents / people"),
        statistic("rd", "元"),
        statistic("intensity", "%"),
        statistic("gdp", "元", "rd / intensity"),
        statistic("score", "0-1分", comparable=False),
    ]
    arrays = {
        "patents": [[10.0, 30.0, 5.0], [10.0, np.nan, 5.0]],
        "people": [[1 * MILLION, 3 * MILLION, MILLION]] * 2,
        "density": [[10 / MILLION, 10 / MILLION, 5 / MILLION]] * 2,
        "rd": [[10.0, 30.0, 5.0]] * 2,
        "intensity": [[0.02, 0.03, 0.01]] * 2,
        "gdp": [[500.0, 1000.0, 500.0]] * 2,
        "score": [[0.5, 0.7, 0.1]] * 2,
    }
    known = Series(np.array([2019, 2020]), {k: np.array(v) for k, v in arrays.items()})
    derived = [(s, parse(s.formula)) for s in dictionary if s.formula]
    members = np.array([[True, True, False], [False, False, False]])
    result = summed(known, {s.code: s for s in dictionary}, derived, members).arrays
    np.testing.assert_allclose(result["patents"][:, 0], [40, np.nan])  # a missing part, no sum
    np.testing.assert_allclose(result["people"][:, 0], 4 * MILLION)
    np.testing.assert_allclose(result["density"][:, 0], [10 / MILLION, np.nan])
    # 500 + 1000: yuan are summed though one part of the formula has no sum
    np.testing.assert_allclose(result["gdp"][:, 0], 1500)
    assert np.isnan(result["intensity"]).all() and np.isnan(result["score"]).all()
    assert all(np.isnan(values[:, 1]).all() for values in result.values())


@pytest.mark.parametrize(
    ("unit", "comparable", "amount"),
    [
        ("件", True, True),
        ("人年", True, True),
        ("%", True, False),
        ("元/人", True, False),
        ("0-1分", False, False),
    ],
)
def test_what_can_be_added(unit, comparable, amount):
    assert statistic("x", unit, comparable=comparable).is_amount is amount


# ---- 京津冀 recomputed from the published file


@pytest.fixture(scope="module")
def figures():
    """Figures of 北京, 天津 and 河北 as they stand in the file: 2023, people of 2020."""
    table = pd.read_csv(STUDIES / "china" / "figures.csv", dtype={"region_code": str})
    table = table[table.region_code.isin(JJJ)]
    scale = table.unit.map(lambda name: parse_unit(name).factor)
    table = table.assign(value=table.value * scale)
    wide = table[table.year == 2023].pivot(index="region_code", columns="statistic", values="value")
    people = table[(table.year == 2020) & (table.statistic == "resident_population")]
    return wide.assign(people=people.set_index("region_code").value)


def by_hand(f):
    """Value of every scored indicator of 京津冀 2023 in its unit, from the three regions."""
    t, gdp = f.sum(), (f.rd_expenditure / f.rd_intensity).sum()
    three = t.invention_patents_in_force + t.utility_models_in_force + t.designs_in_force
    return {
        "ip_inventions": t.invention_patents_in_force,
        "ip_invention_grants": t.invention_patents_granted,
        "ip_inventions_per_10k": t.invention_patents_in_force / t.people * 1e4,
        "ip_invention_grants_per_gdp": t.invention_patents_granted / gdp * 1e8,
        "ip_invention_share": t.invention_patents_in_force / three * 100,
        "ip_contracts_sold_per_gdp": t.technology_contracts_sold / gdp * 100,
        "in_rd_expenditure": t.rd_expenditure / 1e8,
        "in_researchers": t.researchers_fte,
        # averaged by GDP, its denominator: what the sums would give
        "in_rd_intensity": t.rd_expenditure / gdp * 100,
        "in_rd_personnel_per_10k": t.rd_personnel_fte / t.people * 1e4,
        "in_rd_per_person_year": t.rd_expenditure / t.rd_personnel_fte / 1e4,
        "in_science_budget_share": t.fiscal_science_expenditure / t.fiscal_expenditure * 100,
        "ec_hightech_revenue": t.hightech_manufacturing_revenue / 1e8,
        "ec_hightech_firms": t.hightech_manufacturing_firms,
        "ec_hightech_revenue_per_person": t.hightech_manufacturing_revenue / t.people,
        "ec_hightech_revenue_per_gdp": t.hightech_manufacturing_revenue / gdp * 100,
        "ec_contracts_bought_per_gdp": t.technology_contracts_bought / gdp * 100,
    }


def of_jjj(table, **where):
    rows = table[(table.region_code == "JJJ") & (table.year == 2023)]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows


def test_indicators_of_jingjinji_by_hand(found, figures):
    rows = of_jjj(found.indicators).set_index("indicator")
    expected = pd.Series(by_hand(figures))
    np.testing.assert_allclose(rows.value[expected.index], expected, atol=1e-6)
    assert set(rows.status[expected.index]) == {"summed", "weighted_mean"}
    mean = rows.loc["in_rd_intensity"]
    assert mean.status == "weighted_mean" and mean.figure_year == 2023
    extremes = figures.rd_intensity * 100
    assert mean.members_min == pytest.approx(extremes.min())
    assert mean.members_max == pytest.approx(extremes.max())
    assert rows.members_min.drop("in_rd_intensity").isna().all()


def test_scores_and_matching_of_jingjinji_by_hand(china, found, figures):
    goalposts = {i.code: i for i in china[0].indicators}
    levels = {}
    for dimension, prefix in (("ip", "ip_"), ("innovation", "in_"), ("industry", "ec_")):
        scores = []
        for code, value in by_hand(figures).items():
            if code.startswith(prefix):
                low, high = goalposts[code].goalpost_low, goalposts[code].goalpost_high
                if goalposts[code].transform == "log":
                    low, high = math.log(low), math.log(high)
                place = math.log(value) if goalposts[code].transform == "log" else value
                scores.append(min(max((place - low) / (high - low), 0.01), 1.0))
        levels[dimension] = sum(scores) / len(scores)  # the study weights equally
        row = of_jjj(found.scores, dimension=dimension).iloc[0]
        assert row.score == pytest.approx(levels[dimension], abs=1e-6)
        on_means = 1 / 6 if dimension == "innovation" else 0
        assert row.coverage == 1
        assert row.weight_on_means == pytest.approx(on_means, abs=1e-6)
    u = sorted(levels.values())
    mean = sum(u) / 3
    assert of_jjj(found.scores, dimension="composite").score.iloc[0] == pytest.approx(
        mean, abs=1e-6
    )
    # 王淑佳等 (2021), 自然资源学报 36(3): C of three systems
    gaps = (u[1] - u[0]) + (u[2] - u[0]) + (u[2] - u[1])
    coupling = math.sqrt((1 - gaps / 3) * math.sqrt(u[0] / u[2] * u[1] / u[2]))
    match = of_jjj(found.matching).iloc[0]
    assert match.coupling == pytest.approx(coupling, abs=1e-6)
    assert match.coordination == pytest.approx(math.sqrt(coupling * mean), abs=1e-6)
    assert match.ratio_ip_industry == pytest.approx(levels["ip"] / levels["industry"], abs=1e-6)


# ---- an overlay of one region is that region


@pytest.fixture(scope="module")
def singles(china):
    """Every province as an overlay of its own."""
    study, evidence = china
    regions = evidence.regions
    whole = [(code,) for code in regions.region_code]
    table = gpd.GeoDataFrame(
        {
            "overlay": "Z" + regions.region_code,
            "name": regions.region_name,
            "kind": "其他",
            "member_codes": whole,
            "study_codes": whole,
            "partial_codes": [()] * len(whole),
            "outside_codes": [()] * len(whole),
            "outside_names": [()] * len(whole),
            "source": "",
            "note": "",
        },
        geometry=regions.geometry.to_numpy(),
        crs=regions.crs,
    )
    return evaluated(study, replace(evidence, overlays=table))


def test_an_overlay_of_one_region_has_its_scores(singles):
    base, _, result = singles
    for name in ("normalised", "clipped", "levels", "levels_equal", "coverage", "composite"):
        np.testing.assert_allclose(
            getattr(result.core.scores, name), getattr(base.scores, name), rtol=1e-12, err_msg=name
        )


def test_an_overlay_of_one_region_has_its_matching(singles):
    base, _, result = singles
    for name in ("coupling", "development", "coordination"):
        np.testing.assert_allclose(
            getattr(result.core.match, name), getattr(base.match, name), rtol=1e-12
        )
    for name in ("grade", "lag", "lag_relative"):
        np.testing.assert_array_equal(getattr(result.core.match, name), getattr(base.match, name))
    assert result.core.match.relative.keys() == base.match.relative.keys()


def test_an_overlay_of_one_region_has_its_metrics_but_percentiles(singles):
    _, measured, result = singles
    for name, values in measured.arrays.items():
        own = result.metrics.arrays[name]
        if not name.startswith("p_"):
            np.testing.assert_allclose(own, values, rtol=1e-9, atol=1e-12, err_msg=name)
            np.testing.assert_array_equal(result.metrics.years[name], measured.years[name])
    # among the regions it is tied with itself: (30 · p / 100 + 1 / 2) / 31 of them lie below
    place = 100 * (30 * measured.arrays["p_composite"] / 100 + 0.5) / 31
    np.testing.assert_allclose(result.metrics.arrays["p_composite"], place)


# ---- metrics


def test_places_are_among_the_regions_not_the_overlays():
    regions = np.array([[1.0, 2.0, 2.0, np.nan], [np.nan] * 4])
    values = np.array([[0.0, 2.0, 9.0, np.nan], [1.0, 1.0, 1.0, 1.0]])
    expected = [[0, 200 / 3, 100, np.nan], [np.nan] * 4]
    np.testing.assert_allclose(places_among(values, regions), expected)


def test_growth_is_the_overlays_own(found):
    composite = found.core.scores.composite
    growth = found.metrics.arrays["growth_composite"]
    np.testing.assert_allclose(growth[-1], (composite[-1] - composite[-4]) / 3)


def test_rules_can_be_asked_of_overlays(china, found):
    here = {name: values[-1] for name, values in found.metrics.arrays.items()}
    scored = np.array([code != "GBA" for code in found.codes])
    for condition in [rule.condition for rule in (*china[0].rules, *china[0].types)]:
        assert condition.holds(here).shape == scored.shape
        assert not condition.holds(here)[~scored].any()


# ---- tables and notes


def test_tables_have_the_columns_of_the_regions_and_no_ranks(china, found):
    columns = ["region_code", "region_name", "year", "dimension", "score", "rank", "score_equal"]
    columns += ["rank_equal", "coverage", "oldest_figure", "layer", "remark", "remark_label"]
    assert found.scores.columns.to_list() == [*columns, "weight_on_means"]
    assert len(found.scores) == 5 * 10 * 4 and len(found.matching) == 5 * 10
    assert len(found.indicators) == 5 * 10 * len(china[0].indicators)
    assert found.scores[["rank", "rank_equal"]].isna().all(axis=None)
    assert found.matching.rank_coordination.isna().all()
    for table in (found.scores, found.matching, found.indicators):
        assert set(table.layer) == {"overlay"}
        assert set(table.remark[table.region_code == "GBA"]) == {"no_whole_region"}
        assert set(table.remark[table.region_code != "GBA"]) == {""}


def test_an_overlay_without_a_whole_region_has_blank_rows(found):
    gba = found.scores[found.scores.region_code == "GBA"]
    assert gba.score.isna().all() and gba.weight_on_means.isna().all()
    assert found.indicators.value[found.indicators.region_code == "GBA"].isna().all()
    (words,) = noted(found, "overlay_on_map")
    assert words["rest"] == "广东省的一部分、香港特别行政区、澳门特别行政区"


def test_every_note_has_a_text(found):
    notes = Notes()
    for code, values in found.notes:
        assert code in templates()
        notes.add(code, **values)
    assert len(notes.rows) == len(found.notes)
    clipped = int(found.core.scores.clipped.sum())
    assert [words["count"] for words in noted(found, "overlay_clipped")] == [clipped]
    (means,) = noted(found, "overlay_means")
    assert (means["dimension"], means["share"], means["population"]) == ("创新", "17%", "常住人口")


def test_a_study_without_overlays_has_none(china):
    study, evidence = china
    assert evaluated(study, replace(evidence, overlays=evidence.overlays.iloc[:0]))[2] is None


def test_scores_need_goalposts(china):
    study, evidence = china
    _, _, result = evaluated(with_setting(study, "index", normalisation="minmax"), evidence)
    assert np.isnan(result.core.scores.composite).all()
    assert set(result.scores.remark) == {"not_goalposts", "no_whole_region"}
    assert noted(result, "overlay_no_goalposts") and not noted(result, "overlay_clipped")
    sums = of_jjj(result.indicators).set_index("indicator").value
    assert sums["ip_inventions"] > 0  # a sum needs no goalposts


def test_without_a_population_means_are_only_those_with_a_weight_of_their_own(jiangsu):
    study, evidence = jiangsu
    _, _, result = evaluated(with_setting(study, "views", population=""), evidence)
    rows = result.indicators.query("region_code == 'COAST'").set_index("indicator")
    patents = rows.loc["ip_inventions_per_10k"]
    assert math.isnan(patents.value) and patents.status == "missing"
    assert rows.status["in_rd_intensity"] == "weighted_mean"
    figures = evidence.figures.set_index(["statistic", "year", "region_code"]).value
    coast = ["320600", "320700", "320900"]
    gdp, intensity = figures["gdp", 2022][coast], figures["rd_intensity_score", 2024][coast]
    expected = (gdp * intensity).sum() / gdp.sum()
    assert rows.value["in_rd_intensity"] == pytest.approx(expected, abs=1e-6)
    assert noted(result, "overlay_no_population")


def test_parts_outside_the_study_need_consent(jiangsu):
    study, evidence = jiangsu
    _, _, result = evaluated(study, evidence)
    corridor = result.scores[result.scores.region_code == "G60"]
    assert corridor.score.isna().all() and set(corridor.remark) == {"parts_missing"}
    (words,) = noted(result, "overlay_incomplete")
    assert words["name"] == "长三角G60科创走廊" and "杭州市" in words["rest"]

    agreed = evidence.overlays.copy()
    agreed["note"] = agreed.note + ON_WHOLE_REGIONS
    base, _, result = evaluated(study, replace(evidence, overlays=agreed))
    suzhou = evidence.regions.region_code.to_list().index("320500")
    levels = result.core.scores.levels[:, result.codes.index("G60")]
    np.testing.assert_allclose(levels, base.scores.levels[:, suzhou])
    assert len(noted(result, "overlay_whole_regions")) == 1


def test_published_scores_are_averaged_by_people(jiangsu):
    # the one indicator of IP in Jiangsu is a published score: all of its weight rests on means
    study, evidence = jiangsu
    _, _, result = evaluated(study, evidence)
    figures = evidence.figures.set_index(["statistic", "year", "region_code"]).value
    coast = ["320600", "320700", "320900"]
    people = figures["resident_population", 2020][coast]
    patents = figures["invention_patents_per_10k_score", 2024][coast]
    rows = result.indicators.query("region_code == 'COAST'").set_index("indicator")
    expected = (people * patents).sum() / people.sum()
    assert rows.value["ip_inventions_per_10k"] == pytest.approx(expected, abs=1e-6)
    universities = figures["universities", 2019][coast].sum()
    assert rows.value["in_universities"] == universities
    scores = result.scores.query("region_code == 'COAST'").set_index("dimension")
    assert scores.weight_on_means["ip"] == 1
    assert scores.weight_on_means["composite"] == pytest.approx((1 + 0.5 + 0.5) / 3, abs=1e-6)


def test_levels_that_cannot_be_given_are_named(jiangsu):
    study, evidence = jiangsu
    _, _, result = evaluated(with_setting(study, "views", population=""), evidence)
    words = noted(result, "overlay_undefined")
    # a city's one IP figure is a score per head; half of innovation's weight is left
    assert {w["dimension"] for w in words} >= {"知识产权"}
    assert all("江苏沿海" in w["names"] and "G60" not in w["names"] for w in words)
