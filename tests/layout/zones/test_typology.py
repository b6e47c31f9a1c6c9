import numpy as np
import pytest

import run_eval
from layout.expressions import parse
from layout.metrics import Metrics
from layout.notes import Notes
from layout.rules import ZoneType
from layout.views import Panel, panel_of
from layout.zones.drawn_metrics import drawn_metrics
from layout.zones.typology import (
    PROBABILITY_COLUMNS,
    Probabilities,
    classify,
    describe,
    percent,
    type_probabilities,
)

NAN = np.nan
SEVEN = {
    "引领示范区", "创新策源区", "产业支撑区", "运用短板区", "潜力培育区", "承接转移区", "特色保护区",
}  # fmt: skip
NEW = ["type_probability", "alternative_type", "alternative_type_probability", "type_guidance", "type_reason"]  # fmt: skip
DRAWS = 300


class Parts:
    """A study with its metrics and what its draws are made from."""

    def __init__(self, redraw, evidence):
        self.redraw, self.study, self.metrics = redraw, redraw.study, redraw.published
        self.indicators, self.years = self.study.indicators, self.study.settings.years
        self.panel = panel_of(evidence.regions, self.years)

    def classify(self, notes=None):
        notes = Notes() if notes is None else notes
        return classify(self.study.types, self.metrics, self.indicators, self.panel, notes)

    def describe(self, draws=DRAWS):
        found = type_probabilities(self.study.types, self.redraw, draws) if draws else None
        arguments = (self.study.types, self.metrics, self.indicators, found, self.panel, Notes())
        return found, describe(*arguments)


@pytest.fixture(scope="module", params=["china", "jiangsu"])
def one(request, redraw_of):
    evaluated = request.getfixturevalue(request.param)
    return Parts(redraw_of(evaluated.study, evaluated.evidence), evaluated.evidence)


def rule(label, condition, limits=""):
    return ZoneType(label, label, label, 1, parse(condition), f"{label}指引", "", limits)


PANEL = Panel(tuple("abc"), tuple("甲乙丙"), (2020,))
RULES = (rule("强", "u_ip >= 0.6"), rule("增", "u_ip >= 0.3 and growth_ip > 0", "缺品牌"))
SMALL = Metrics(
    {"u_ip": np.array([[0.7, 0.4, 0.4]]), "growth_ip": np.array([[NAN, NAN, -0.1]])}, {}
)


def test_the_first_rule_that_holds_gives_the_type_and_gaps_are_noted():
    notes = Notes()
    assert classify(RULES, SMALL, [], PANEL, notes) == {2020: ("强", "", "")}
    assert [(row["message_code"], row["detail"]) for row in notes.rows] == [
        ("type_limits", "类型“增”的规则不完整：缺品牌"),
        (
            "type_undecided",
            "类型“增” 2020 年缺“知识产权得分年均变化”，无法判定，按其余类型归类：乙",
        ),
        ("type_none", "2020 年不符合任何类型规则，未归类：乙、丙"),
    ]


def test_of_several_rules_that_hold_the_first_gives_the_type():
    arrays = {"u_ip": np.array([[0.7, 0.4, 0.2]]), "growth_ip": np.array([[0.1, 0.1, 0.1]])}
    given = classify(RULES, Metrics(arrays, {}), [], PANEL, Notes())
    assert given == {2020: ("强", "增", "")}


def described(shares):
    found = Probabilities(np.array([shares]), 1_000)
    return describe(RULES, SMALL, [], found, PANEL, Notes())


def test_probability_alternative_and_sentence_by_hand():
    columns, table = described([[0.87, 0.1, 0.03], [0.6, 0, 0.4], [0, 0, 1]])
    np.testing.assert_array_equal(columns.type_probability, [0.87, 0.4, 1])
    assert columns.alternative_type.to_list() == ["增", "强", ""]
    np.testing.assert_array_equal(columns.alternative_type_probability, [0.1, 0.6, NAN])
    assert columns.type_guidance.to_list() == ["强指引", "", ""]
    assert columns.type_reason.to_list() == [
        "强：知识产权得分 0.700（须 ≥0.6）；在 1,000 次抽样中 87% 判为本类，其次为增（10%）",
        "未达到任何类型：最接近强，差在知识产权得分 0.400（须 ≥0.6）；缺“知识产权得分年均变化”，"
        "增无法判定；在 1,000 次抽样中 40% 未归类，判为强的更多（60%）",
        "未达到任何类型：最接近强，差在知识产权得分 0.400（须 ≥0.6）；在 1,000 次抽样中 100% 未归类",
    ]
    assert table.columns.to_list() == [*PROBABILITY_COLUMNS]
    assert table[["region_name", "type", "probability"]].to_numpy().tolist() == [
        ["甲", "强", 0.87], ["甲", "增", 0.1], ["甲", "未归类", 0.03],
        ["乙", "强", 0.6], ["乙", "未归类", 0.4], ["丙", "未归类", 1.0],
    ]  # fmt: skip


def test_a_share_is_all_or_nothing_only_where_it_is():
    found = [percent(share) for share in (0, 0.004, 0.996, 1)]
    assert found == ["0%", "不到 1%", "99% 以上", "100%"]


def test_without_draws_there_are_reasons_but_no_probabilities():
    notes = Notes()
    columns, table = describe(RULES, SMALL, [], None, PANEL, notes)
    assert columns.type_probability.isna().all() and (columns.alternative_type == "").all()
    assert columns.type_reason[0] == "强：知识产权得分 0.700（须 ≥0.6）"
    assert table.empty and table.columns.to_list() == [*PROBABILITY_COLUMNS]
    assert [row["message_code"] for row in notes.rows] == ["type_no_draws"]


def test_no_draws_are_no_probabilities(one):
    with pytest.raises(ValueError, match="no draws"):
        type_probabilities(one.study.types, one.redraw, 0)


def test_probabilities_sum_to_one_and_cover_every_region_and_year(one):
    found, (columns, table) = one.describe()
    np.testing.assert_allclose(found.shares.sum(axis=-1), 1)
    assert columns.columns.to_list() == NEW
    assert len(columns) == len(one.panel.codes) * len(one.years)
    sums = table.groupby(["region_code", "year"]).probability.sum()
    assert len(sums) == len(columns)
    np.testing.assert_allclose(sums, 1, atol=1e-5)
    assert (table.probability > 0).all()


def test_the_columns_follow_the_published_types(one):
    _, (columns, table) = one.describe()
    types = [label for year in one.years for label in one.classify()[year]]
    keys = one.panel.keys().assign(type=types, own=columns.type_probability)
    joined = keys.merge(table, how="left").fillna({"probability": 0.0})
    np.testing.assert_array_equal(joined.own, joined.probability)
    guidance = {kind.label_zh: kind.guidance for kind in one.study.types}
    assert columns.type_guidance.to_list() == [guidance[label] for label in types]
    assert all(
        text.startswith(f"{label}：")
        for text, label in zip(columns.type_reason, types, strict=True)
    )
    assert not columns.type_reason.str.contains(r"nan|[{}]").any()


def test_each_draw_counts_once(one):
    """The shares are those of the rules applied to one draw after the other."""
    draws, names = 40, {name for kind in one.study.types for name in kind.condition.names}
    shares = type_probabilities(one.study.types, one.redraw, draws).shares
    counted = np.zeros_like(shares)
    for n in range(draws):
        drawn = drawn_metrics(sorted(names), one.redraw, one.redraw.choices.draw(n, n + 1))
        shape = shares.shape[:2]
        arrays = {name: np.broadcast_to(v[:, 0], shape) for name, v in drawn.items()}
        found = classify(one.study.types, Metrics(arrays, {}), one.indicators, one.panel, Notes())
        labels = [*(kind.label_zh for kind in one.study.types), ""]
        for t, year in enumerate(one.years):
            for r, label in enumerate(found[year]):
                counted[t, r, labels.index(label)] += 1
    np.testing.assert_allclose(shares, counted / draws)


def test_where_nothing_is_chosen_the_published_type_is_certain(studies, redraw_of):
    nothing = """[robustness]
normalisations = ["goalpost"]
imputations = ["none"]
weights = "fixed"
aggregations = ["arithmetic"]
leave_one_out = false
forms = ["wang"]

[catalogue]"""
    studies.change("china.toml", "[catalogue]", nothing)
    study, evidence = run_eval.load(studies.path("china.toml"))
    _, (columns, _) = Parts(redraw_of(study, evidence), evidence).describe(50)
    assert (columns.type_probability == 1).all()
    assert (columns.alternative_type == "").all()
    assert columns.type_reason.str.endswith("在 50 次抽样中 100% 判为本类").all()


def test_the_seven_types_of_the_method_are_in_the_table_and_every_region_has_one(one):
    assert {kind.label_zh for kind in one.study.types} >= SEVEN
    assert all(label for labels in one.classify().values() for label in labels)


def test_what_a_rule_cannot_ask_and_what_figures_leave_open_is_noted(one):
    notes = Notes()
    one.classify(notes)
    found = notes.frame()
    limits = found[found.message_code == "type_limits"].detail
    assert limits.str.contains("承接转移区.*区位商").any()
    assert limits.str.contains("特色保护区.*地理标志").any()
    undecided = found[found.message_code == "type_undecided"].detail
    assert undecided.str.contains("特色保护区.*缺“有效注册商标量位次百分位”").any()


def test_a_region_is_undecided_only_where_the_missing_figure_matters(one):
    """Of the special type: neither where IP is high nor where plant varieties alone suffice."""
    arrays, regions = one.metrics.arrays, len(one.panel.names)
    order = [kind.label_zh for kind in one.study.types]
    given = one.classify()[one.years[-1]]
    texts = one.describe(0)[1].columns.type_reason.to_list()[-regions:]
    found = ["特色保护区无法判定" in text for text in texts]
    assert found == [
        bool(
            arrays["p_u_ip"][-1, r] <= 50
            and not arrays["p_cx_plant_varieties"][-1, r] >= 70
            and order.index(given[r]) > order.index("特色保护区")
        )
        for r in range(regions)
    ]
    assert any(found) and not all(found)


def test_a_table_without_the_column_of_limits_is_read(studies):
    path = studies.path("common/typology.csv")
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    short = [row.rsplit(",", 1)[0] for row in rows]
    path.write_text("\n".join(short) + "\n", encoding="utf-8-sig")
    study, _ = run_eval.load(studies.path("jiangsu.toml"))
    assert not any(kind.limits for kind in study.types)
