import pandas as pd
import pytest


@pytest.fixture(params=["china", "jiangsu"])
def one(request):
    return request.getfixturevalue(request.param)


def test_every_place_and_rule_is_listed_or_has_a_reason(one):
    rows, rest = one.catalogue, one.views["catalogue_not_listed"]
    listed = {*zip(rows.region_code, rows.rule_id, strict=True)}
    others = {*zip(rest.region_code, rest.rule_id, strict=True)}
    places = [*one.evidence.regions.region_code, *one.evidence.overlays["overlay"]]
    assert not listed & others
    assert listed | others == {(p, rule.rule_id) for p in places for rule in one.study.rules}


def test_what_is_missed_is_told_with_its_value(china):
    table = china.views["catalogue_not_listed"].set_index(["region_code", "rule_id"])
    match = china.matching.query("year == 2023").set_index("region_code")
    row = table.loc["440000", "R07"]
    place = 100 * (match.index.size - 1 - 3) / (match.index.size - 1)
    assert (row.reason, row.reason_label) == ("not_met", "不符合条件")
    # 北京, 上海 and 天津 spend a larger share on research than 广东
    assert row.missed == f"R&D经费投入强度位次百分位 {place:.0f}（须 ≤30）"


def test_what_lacks_its_figures_is_undecided_and_names_them(jiangsu):
    table = jiangsu.views["catalogue_not_listed"].set_index(["region_code", "rule_id"])
    row = table.loc["320100", "R12"]
    assert (row.reason, row.missed) == ("undecided", "缺“有效注册商标量位次百分位”（无法判定）")


def test_what_is_false_whatever_the_missing_figure_is_not_met(jiangsu):
    table = jiangsu.views["catalogue_not_listed"].set_index(["region_code", "rule_id"])
    # 宿迁 has a weak industry: R12 cannot hold there, trademarks known or not
    row = table.loc["321300", "R12"]
    assert row.reason == "not_met"
    assert "产业得分位次百分位" in row.missed and "缺“有效注册商标量位次百分位”" in row.missed


def test_overlays_without_scores_are_undecided(jiangsu):
    table = jiangsu.views["catalogue_not_listed"]
    without = jiangsu.overlays.scores.query("dimension == 'composite'")
    without = set(without[without.score.isna()].region_code)
    rows = table[table.region_code.isin(without) & (table.rule_id == "R15")]
    assert len(rows) == len(without) and set(rows.reason) <= {"undecided"}


def test_nothing_is_left_blank(one):
    table = one.views["catalogue_not_listed"]
    assert not (table.missed == "").any() and not table.missed.str.contains("nan").any()
    assert isinstance(table, pd.DataFrame) and (table.reason_label != "").all()
