"""Variants of a study: every method that a study may name runs, and shows in the results."""

import numpy as np
import pytest

import layout
import run_eval
from geodata import boundaries
from geodata.errors import Problems


def evaluated(path):
    return layout.evaluate(*run_eval.load(path))


@pytest.mark.parametrize("weighting", ["entropy", "critic"])
def test_another_weighting_changes_the_scores_and_keeps_the_reference(studies, china, weighting):
    studies.change("china.toml", 'weighting = "equal"', f'weighting = "{weighting}"')
    other = evaluated(studies.path("china.toml"))
    assert set(other.weights.method) == {weighting}
    ours, theirs = (e.scores[e.scores.dimension == "ip"] for e in (china, other))
    assert not np.allclose(ours.score, theirs.score)
    np.testing.assert_allclose(ours.score_equal, theirs.score_equal)


def test_weights_of_the_indicator_table_are_used_as_shares(studies):
    studies.change("china.toml", 'weighting = "equal"', 'weighting = "table"')
    studies.change(
        "china/indicators.csv",
        ",1,yes,cstsy,,\nip_invention_grants,",
        ",5,yes,cstsy,,\nip_invention_grants,",
    )
    weights = evaluated(studies.path("china.toml")).weights.set_index("indicator").weight
    # six indicators of the dimension have figures: 5 of 10 shares against 1 of 10 each
    assert weights["ip_inventions"] == pytest.approx(0.5)
    assert weights["ip_invention_share"] == pytest.approx(0.1)


@pytest.mark.parametrize("mean", ["geometric", "harmonic"])
def test_a_stricter_mean_never_scores_higher(studies, china, mean):
    studies.change(
        "china.toml", 'weighting = "equal"', f'aggregation = "{mean}"\ncomposite = "{mean}"'
    )
    other = evaluated(studies.path("china.toml"))
    assert (other.scores.score <= china.scores.score + 1e-6).all()
    assert "composite_is_t" not in set(other.notes.message_code)


@pytest.mark.parametrize("form", ["standard", "fan"])
def test_another_form_of_coupling_is_used_for_grade_and_coordination(studies, jiangsu, form):
    studies.change("jiangsu.toml", 'form = "wang"', f'form = "{form}"')
    other = evaluated(studies.path("jiangsu.toml")).matching
    np.testing.assert_allclose(other.coupling, other[f"coupling_{form}"])
    np.testing.assert_allclose(other.coordination, other[f"coordination_{form}"])
    np.testing.assert_allclose(other.coupling_standard, jiangsu.matching.coupling_standard)


def test_a_given_number_of_zones_is_kept(studies):
    studies.change("jiangsu.toml", "k_min = 3 ", "k = 5\nk_min = 3 ")
    one = evaluated(studies.path("jiangsu.toml"))
    assert one.zones.zone.nunique() == 5
    assert "分区数由研究文件给定" in one.notes.set_index("message_code").detail["zone_method"]


def test_boundaries_may_come_from_a_file_of_the_study(studies, jiangsu):
    codes = jiangsu.evidence.regions.region_code
    frame = boundaries.packaged(codes, "city", Problems()).rename(columns={"region_code": "DM"})
    frame.to_crs("EPSG:4527").to_file(studies.path("jiangsu/cities.gpkg"))
    studies.change(
        "jiangsu.toml",
        "[boundaries]",
        '[boundaries]\nfile = "jiangsu/cities.gpkg"\ncode_column = "DM"\ncrs = "EPSG:4527"\n'
        'datum = "CGCS2000"\ncredit = "江苏省测绘院"\napproval_number = "苏S(2026)001号"',
    )
    one = evaluated(studies.path("jiangsu.toml"))
    assert one.zones.equals(jiangsu.zones)
    (note,) = one.notes[one.notes.message_code == "map_approval"].detail
    assert note == "审图号：苏S(2026)001号；边界来源：江苏省测绘院"


def test_a_dimension_below_its_coverage_has_no_score_and_the_reader_is_told(studies):
    studies.change("china.toml", 'weighting = "equal"', "min_coverage = 0.9")
    one = evaluated(studies.path("china.toml"))
    tibet = one.matching.query("region_code == '540000' and year == 2014").iloc[0]
    assert np.isnan(tibet.u_ip)
    assert np.isnan(tibet.coordination)
    assert (tibet.grade, tibet.lag_type) == ("", "")
    assert "level_undefined" in set(one.notes.message_code)
    zones = one.zones.query("region_code == '540000' and year == 2014").iloc[0]
    assert zones.zone == ""


def test_every_note_is_a_whole_sentence(china, jiangsu):
    for one in (china, jiangsu):
        assert not one.notes.detail.str.contains(r"[{}]|nan|None").any()
        assert set(one.notes.severity) == {"info", "warning"}
