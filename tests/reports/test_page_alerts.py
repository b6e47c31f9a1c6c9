"""The tab of alerts: counts by level, thresholds, filters, who has reported; a region's card."""

import dataclasses

import pandas as pd
import pytest

from reports.offline_map import words
from reports.page import alerts

SIZES = [(1440, 900), (1024, 768), (390, 844)]
HOSTILE = '<img src=x onerror="alert(1)">甲公司'


def panel(page, part):
    return page.locator(f'[data-panel="alert_{part}"]')


def column(page, part, key):
    return panel(page, part).locator(f'tbody td[data-column="{key}"]').all_text_contents()


@pytest.fixture
def opened_alerts(files, opened):
    with opened(files["china"]) as page:
        page.click('[data-tab="alerts"]')
        yield page


def changed(evaluation, **views):
    return dataclasses.replace(evaluation, views=evaluation.views | views)


def credit(**cells):
    known = {
        "entity_id": "e1", "entity": "乙公司", "region_code": "320100", "region_name": "南京市",
        "events": 1, "kinds": "fine", "kinds_label": "行政处罚", "first": "2023-01-01",
        "last": "2023-01-01", "in_effect": 0, "repeated": 0, "remark": "", "remark_label": "",
    }  # fmt: skip
    return known | cells


def test_every_level_tells_its_count_by_shape_and_word(opened_alerts, china):
    raised = china.views["alerts"]
    for level, name in (("serious", "严重"), ("warning", "预警"), ("notice", "提示")):
        tile = opened_alerts.locator(f'[data-level="{level}"]')
        assert tile.inner_text().split() == [name, str((raised.level == level).sum())]
        assert tile.locator("polygon").count() == 1
    shapes = opened_alerts.locator("[data-level] polygon").evaluate_all(
        "p => p.map(one => one.getAttribute('points'))"
    )
    assert len(set(shapes)) == len(alerts.LEVELS)


def test_alerts_stand_in_the_table_the_gravest_first_with_threshold_action_and_basis(
    opened_alerts, china
):
    raised = china.views["alerts"]
    order = {code: place for place, code in enumerate(alerts.LEVELS)}
    expected = raised.iloc[raised.level.map(order).argsort(kind="stable")]
    assert column(opened_alerts, "list", "region_name") == expected.region_name.to_list()
    assert column(opened_alerts, "list", "action") == expected.action.to_list()
    assert column(opened_alerts, "list", "basis") == expected.basis.to_list()
    first = expected.iloc[0]
    assert first.measure == "change"  # told in per cent, with a true minus
    told = f"{100 * first.value:+.1f}%".replace("-", "−")
    assert told in column(opened_alerts, "list", "value")[0]
    limit = f"{100 * first.threshold:+.1f}%".replace("-", "−")
    assert column(opened_alerts, "list", "threshold")[0] == f"{first.comparison_label} {limit}"


@pytest.mark.parametrize("key", ["level", "statistic", "region_code"])
def test_a_filter_leaves_the_rows_of_its_value(opened_alerts, china, key):
    raised = china.views["alerts"]
    value = raised[key].value_counts().index[-1]
    panel(opened_alerts, "list").locator(f'[data-by="{key}"]').select_option(value)
    expected = sorted(raised[raised[key] == value].region_name)
    assert sorted(column(opened_alerts, "list", "region_name")) == expected


def test_a_tile_lists_its_level_alone_and_then_all_again(opened_alerts, china):
    raised = china.views["alerts"]
    tile = opened_alerts.locator('button[data-level="notice"]')
    tile.click()
    assert len(column(opened_alerts, "list", "level_label")) == (raised.level == "notice").sum()
    tile.click()
    assert len(column(opened_alerts, "list", "level_label")) == len(raised)


def test_the_name_of_a_region_selects_it_and_its_card_counts_its_alerts(opened_alerts, china):
    raised = china.views["alerts"]
    name, count = next(iter(raised.region_name.value_counts().items()))
    panel(opened_alerts, "list").get_by_role("button", name=name, exact=True).first.click()
    assert opened_alerts.inner_text("#region-name") == name
    counts = opened_alerts.locator('[data-part="alerts"] b').all_text_contents()
    assert sum(map(int, counts)) == count


def test_the_card_of_a_region_without_alerts_says_so(files, opened):
    with opened(files["jiangsu"]) as page:
        assert words()["alert_card_none"] in page.inner_text('[data-part="alerts"]')


def test_a_study_without_alerts_says_what_was_not_checked(files, opened, jiangsu):
    assert jiangsu.views["alerts"].empty
    with opened(files["jiangsu"]) as page:
        page.click('[data-tab="alerts"]')
        assert words()["alert_none"] in panel(page, "levels").inner_text()
        blind = jiangsu.notes[jiangsu.notes.message_code == "alert_blind"].detail.iloc[0]
        assert blind in panel(page, "notes").inner_text()
        assert panel(page, "list").count() == 0


def test_the_coverage_tells_how_many_statistics_were_handed_in(opened_alerts, china):
    table = china.views["monitoring_coverage"]
    told = words()["alert_handed_in"].format(of=len(table), known=(table.regions > 0).sum())
    assert told in panel(opened_alerts, "coverage").inner_text()
    assert len(column(opened_alerts, "coverage", "statistic_label")) == len(table)


def test_only_repeated_entities_are_listed_first_and_a_hostile_name_stays_text(
    jiangsu, write, opened
):
    rows = pd.DataFrame([credit(), credit(entity_id="e2", entity=HOSTILE, events=3, repeated=1)])
    with opened(write(changed(jiangsu, credit_entities=rows))) as page:
        page.click('[data-tab="alerts"]')
        assert column(page, "credit", "entity") == [HOSTILE]
        panel(page, "credit").locator("select").select_option("")
        assert column(page, "credit", "entity") == [HOSTILE, "乙公司"]
        assert page.locator("img").count() == 0


def test_a_study_without_rules_and_figures_of_departments_has_no_tab(jiangsu, write, opened):
    none = pd.DataFrame()
    without = changed(jiangsu, alerts=none, monitoring_coverage=none, credit_entities=none)
    assert alerts.tables(without) == {}
    with opened(write(without)) as page:
        assert page.locator('[data-tab="alerts"]').count() == 0
        assert page.locator('[data-part="alerts"]').count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_no_wider_than_the_window(files, opened, size):
    with opened(files["china"], size) as page:
        page.click('[data-tab="alerts"]')
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
