"""A department's table enters the index, the tables and the page without a line of code."""

import pytest

import layout
import run_eval
from geodata.errors import DataError, StudyError
from reports.page.document import page

CITIES = (
    "南京", "无锡", "徐州", "常州", "苏州", "南通", "连云港",
    "淮安", "盐城", "扬州", "镇江", "泰州", "宿迁",
)  # fmt: skip
INDICATOR = (
    "ip_case_days,专利侵权纠纷平均办案天数,Days per dispute,ip,quality,cost,patent_case_days,,天/件,"
    "none,0,120,法定期限与其余量（测试）,1,no,,市场监管部门季报（测试）,"
)


@pytest.fixture
def study(studies):
    """Jiangsu's study with quarterly reports of the market regulator, made up for the test."""
    lines = ["region,period,statistic,value,unit,source_id,note"]
    for place, city in enumerate(CITIES):
        days = 40 + 5 * place
        for quarter in range(1, 5):
            lines.append(f"{city},2024Q{quarter},patent_case_days,{days + quarter},天/件,jssy2023,")
            filed = 10 + place
            lines.append(
                f"{city},2024年第{quarter}季度,patent_infringement_cases_filed,{filed},件,jssy2023,"
            )
    table = studies.path("jiangsu/enforcement.csv")
    table.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    studies.append("jiangsu/indicators.csv", INDICATOR)
    studies.append("jiangsu.toml", '\n[monitoring]\ntables = ["jiangsu/enforcement.csv"]')
    return studies.path("jiangsu.toml")


def test_it_is_scored_alerted_and_shown(study, jiangsu):
    evaluation = layout.evaluate(*run_eval.load(study))
    own = evaluation.indicators[evaluation.indicators.indicator == "ip_case_days"]
    # the mean of four quarters: 南京 (41 + 42 + 43 + 44) / 4
    assert own.set_index("region_code").value["320100"] == pytest.approx(42.5)
    assert own.set_index("region_code").score["320100"] == pytest.approx(1 - 42.5 / 120)
    year = evaluation.scores[evaluation.scores.dimension == "ip"].set_index("region_code").score
    before = jiangsu.scores[jiangsu.scores.dimension == "ip"].set_index("region_code").score
    assert (year != before).all()
    alerts = evaluation.views["alerts"]
    slow = alerts[alerts.statistic == "patent_case_days"]
    # of the last quarter, 40 + 5 n + 4 days: above 90 from n = 10 on
    assert [*slow.region_name] == ["镇江市", "泰州市", "宿迁市"]
    state = evaluation.views["monitoring_coverage"].set_index("statistic")
    assert state.used_by["patent_case_days"] == "ip_case_days"
    text = page(evaluation)
    assert "专利侵权纠纷平均办案天数" in text
    assert "专利侵权纠纷办案超期" in text


def test_a_quarter_that_is_missing_leaves_no_figure_of_the_year(study):
    table = study.parent / "jiangsu" / "enforcement.csv"
    text = table.read_text(encoding="utf-8-sig")
    row = next(
        line for line in text.splitlines() if line.startswith("南京,2024Q3,patent_case_days")
    )
    table.write_text(text.replace(row + "\n", ""), encoding="utf-8-sig")
    evaluation = layout.evaluate(*run_eval.load(study))
    own = evaluation.indicators[evaluation.indicators.indicator == "ip_case_days"]
    assert own.set_index("region_code").status["320100"] == "missing"
    state = evaluation.views["monitoring_coverage"].set_index("statistic")
    assert state.incomplete["patent_case_days"] == 1


def test_what_is_wrong_is_told_with_its_place(study):
    table = study.parent / "jiangsu" / "enforcement.csv"
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(
        text.replace("南京,2024Q1,patent_case_days,41", "南京,2024Q9,patent_case_days,x"),
        encoding="utf-8-sig",
    )
    with pytest.raises(DataError) as caught:
        run_eval.load(study)
    told = str(caught.value)
    assert "enforcement.csv" in told
    assert "2024Q9" in told


def test_a_study_may_watch_nothing(studies):
    studies.append("jiangsu.toml", '\n[monitoring]\ninterfaces = ""\nrules = ""')
    evaluation = layout.evaluate(*run_eval.load(studies.path("jiangsu.toml")))
    for name in ("alerts", "monitoring_series", "monitoring_coverage", "credit_entities"):
        assert evaluation.views[name].empty
    assert 'data-tab="alerts"' not in page(evaluation)


def test_tables_without_interfaces_are_refused(studies):
    studies.append("jiangsu.toml", '\n[monitoring]\ninterfaces = ""\ntables = ["x.csv"]')
    with pytest.raises(StudyError, match="interfaces"):
        run_eval.load(studies.path("jiangsu.toml"))
