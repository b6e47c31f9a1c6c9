"""The tab of the plans' indicators: lights, figures, contradictions, sums and quotes of the tables."""

import csv
import dataclasses
import io

import pandas as pd
import pytest

from layout.labels import label
from reports.offline_map import words
from reports.page import tab_names, targets
from tests.reports.printed import pages_of

SIZES = [(1440, 900), (1024, 768), (390, 844)]
HOSTILE = '<img src=x onerror="alert(1)">'
ROWS = ".target-table .target-row"


def panel(page, part):
    return page.locator(f'[data-target="{part}"]')


def choose(page, plan):
    panel(page, "plan").locator("select").select_option(plan)


@pytest.fixture
def opened_targets(files, opened):
    with opened(files["china"]) as page:
        page.click('[data-tab="targets"]')
        yield page


def of(china, name, plan):
    table = china.views[name]
    return table[table.plan_id == plan]


def counts(page):
    buttons = panel(page, "plan").locator(".target-strip button")
    read = "b => b.map(x => [x.dataset.light, x.querySelector('b').textContent])"
    return dict(buttons.evaluate_all(read))


def shown(page, column):
    return page.locator(f"{ROWS} > :nth-child({column})").all_inner_texts()


def saved(page, part):
    with page.expect_download() as waiting:
        panel(page, part).locator("h2 .download").click()
    text = waiting.value.path().read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def hostile(table, *columns):
    return table.assign(**dict.fromkeys(columns, HOSTILE))


# --- which tabs there are -----------------------------------------------------------------------


def test_a_study_without_plans_has_neither_tab_nor_script_nor_texts(files, jiangsu):
    assert targets.tables(jiangsu) == {}
    text = files["jiangsu"].read_text(encoding="utf-8")
    for sign in ("targetData", "data-target=", '"target_reading', ".target-strip"):
        assert sign not in text


def test_tabs_stand_in_their_order_whatever_the_order_they_are_found_in():
    found = tab_names.shown(["spatial", "catalogue"], ["alerts", "services", "targets", "plan"])
    keys = [tab["key"] for tab in found]
    assert keys[:5] == ["zones", "plan", "targets", "services", "catalogue"]
    assert keys[5:] == ["alerts", "audit", "space", "background"]
    assert [tab["label"] for tab in found][2:4] == ["规划指标", "公共服务"]


# --- lights -------------------------------------------------------------------------------------


def test_the_strip_counts_what_the_table_of_plans_counts(opened_targets, china):
    plans = china.views["plans"]
    assert len(plans) == 4
    for plan in plans.to_dict("records"):
        choose(opened_targets, plan["plan_id"])
        expected = {light: f"{plan[light]} 项" for light in (*targets.LIGHTS, targets.MASKED)}
        assert counts(opened_targets) == expected | {"": f"{plan['indicators']} 项"}
        told = panel(opened_targets, "plan").inner_text()
        assert plan["title"] in told
        assert plan["source"] in told
        assert plan["status_label"] in told


def test_every_light_has_its_rows_and_a_word_beside_its_shape(opened_targets, china):
    for plan in china.views["plans"].to_dict("records"):
        choose(opened_targets, plan["plan_id"])
        for light in (*targets.LIGHTS, targets.MASKED):
            button = opened_targets.locator(f'.target-strip [data-light="{light}"]')
            name = button.locator("span").inner_text()
            button.click()
            assert shown(opened_targets, 2) == [name] * plan[light]
            signs = opened_targets.locator(f"{ROWS} .target-sign path:first-child")
            shapes = set(signs.evaluate_all("s => s.map(x => x.getAttribute('d') + x.outerHTML)"))
            assert len(shapes) == min(1, plan[light])
            opened_targets.locator('.target-strip [data-light=""]').click()
        assert len(shown(opened_targets, 2)) == plan["indicators"]


def test_shapes_of_lights_that_are_judged_differ(opened_targets):
    signs = opened_targets.locator(".target-strip .target-sign")
    drawn = signs.evaluate_all(
        "s => s.map(x => Array.from(x.querySelectorAll('path')).map(p => p.getAttribute('d')).join())"
    )
    assert len(set(drawn)) == len(drawn) == 6


def test_all_eleven_attainments_of_the_finished_plan_are_shown(opened_targets):
    # METHODS 7.1: 125, 201, 269, 122, 108, 139, 447, 636, 142, 401 and 147 %
    found = [float(text.rstrip("%")) for text in shown(opened_targets, 6)]
    assert [round(one) for one in found] == [125, 201, 269, 122, 108, 139, 447, 636, 142, 401, 147]


def test_a_masked_figure_is_said_to_be_masked(opened_targets, china):
    choose(opened_targets, "CN-PS-D")
    masked = of(china, "plan_indicators", "CN-PS-D").status == "masked"
    for column in (3, 4):
        told = [text.split("\n")[0] for text in shown(opened_targets, column)]
        assert [text == "隐去（*）" for text in told] == masked.to_list()
        assert all(told)
    assert masked.sum() == 5


def test_a_missing_figure_is_told_in_words_not_left_blank(opened_targets, china):
    choose(opened_targets, "ZJ-14")
    latest = of(china, "plan_indicators", "ZJ-14").latest
    told = [text.split("\n")[0] for text in shown(opened_targets, 5)]
    known = [words()["target_no_figure"] if pd.isna(one) else f"{one:g}" for one in latest]
    assert told == known


def test_progress_stands_beside_the_time_that_has_passed(opened_targets, china):
    choose(opened_targets, "CN-PS-D")
    row = of(china, "plan_indicators", "CN-PS-D").set_index("indicator_id").loc["CN-PS-D-03"]
    cell = opened_targets.locator('[data-indicator="CN-PS-D-03"] .target-bar')
    widths = cell.locator("rect").evaluate_all("r => r.map(x => Number(x.getAttribute('width')))")
    assert widths[-1] == pytest.approx(100 * row.progress)
    assert float(cell.locator("line").get_attribute("x1")) == pytest.approx(100 * row.time_share)
    assert f"{100 * row.progress:.1f}%" in cell.inner_text()


# --- what opens ---------------------------------------------------------------------------------


def test_enter_opens_a_row_with_chart_definition_quote_and_source(opened_targets, china):
    choose(opened_targets, "ZJ-14")
    rows = of(china, "plan_indicators", "ZJ-14").set_index("indicator_id")
    row = rows.loc["ZJ-14-03"]
    line = opened_targets.locator('[data-indicator="ZJ-14-03"]')
    line.locator("button").focus()
    opened_targets.keyboard.press("Enter")
    below = line.locator("+ tr")
    assert below.is_visible()
    assert line.locator("button").get_attribute("aria-expanded") == "true"
    told = below.inner_text()
    assert row.definition in told
    assert f"「{row.quote}」（第 {row.start_char}–{row.end_char} 字）" in told
    assert targets.tables(china)["targets"]["sources"][row.source_id] in told
    figures = of(china, "plan_figures", "ZJ-14")
    own = figures[(figures.indicator_id == "ZJ-14-03") & figures.value.notna()]
    dates = below.locator("svg [data-date]").evaluate_all("d => d.map(x => x.dataset.date)")
    assert dates == own.date.to_list()
    assert below.locator("svg .planned").count() >= 2
    opened_targets.keyboard.press("Enter")
    assert not below.is_visible()


def test_the_chart_places_figures_by_time_and_amount(opened_targets, china):
    choose(opened_targets, "CN-PS-D")
    line = opened_targets.locator('[data-indicator="CN-PS-D-03"]')
    line.locator("button").click()
    chart = line.locator("+ tr .target-chart > svg")
    dot = chart.locator("circle")  # 101 in 2021, between 60 in 2020 and 180 in 2025
    goal = float(chart.locator("text.goal").get_attribute("y")) - 4
    start = chart.locator('[data-date="2020"]').get_attribute("d")
    base_x, base_y = (float(one) for one in start[1:].split("l")[0].split())
    base_y += 5
    share = (base_y - float(dot.get_attribute("cy"))) / (base_y - goal)
    assert share == pytest.approx((101 - 60) / (180 - 60), abs=0.01)
    end = chart.locator(".linear").get_attribute("d").split("L")[-1].split()
    part = (float(dot.get_attribute("cx")) - base_x) / (float(end[0]) - base_x)
    assert part == pytest.approx(1 / 5, abs=0.01)


def test_an_indicator_without_any_figure_says_so_in_the_place_of_a_chart(opened_targets):
    choose(opened_targets, "CN-PS-D")
    line = opened_targets.locator('[data-indicator="CN-PS-D-01"]')
    line.locator("button").click()
    assert words()["target_chart_none"] in line.locator("+ tr").inner_text()
    assert line.locator("+ tr svg").count() == 0


# --- checks -------------------------------------------------------------------------------------


def test_every_check_stands_under_its_verdict_and_agreements_are_folded(opened_targets, china):
    for plan in china.views["plans"].plan_id:
        choose(opened_targets, plan)
        checks = of(china, "plan_checks", plan)
        for verdict, own in checks.groupby("verdict"):
            card = panel(opened_targets, "checks").locator(f'[data-verdict="{verdict}"]')
            told = card.locator("li p:first-child").all_text_contents()
            assert told == own.explanation.to_list()
            if verdict == "agrees":
                assert not card.locator("li").first.is_visible()
            else:
                assert label("plan_verdict", verdict) in card.locator("h3").inner_text()
                assert card.locator("li").first.is_visible()
        assert panel(opened_targets, "checks").locator("li").count() == len(checks)


def test_the_contradiction_of_the_plan_is_shown_with_its_quote(opened_targets, china):
    choose(opened_targets, "ZJ-14")
    card = panel(opened_targets, "checks").locator('[data-verdict="contradiction"]')
    told = card.inner_text()
    checks = of(china, "plan_checks", "ZJ-14")
    quote = checks.quote[checks.verdict == "contradiction"].item()
    assert "76.4" in told and "77.5" in told
    assert quote in told


# --- allocation and projects --------------------------------------------------------------------


def test_shares_of_the_regions_sum_to_the_target(opened_targets, china):
    choose(opened_targets, "CN-PS")
    table = of(china, "plan_allocation", "CN-PS")
    choice = panel(opened_targets, "allocation").locator("select")
    for scheme, own in table.groupby("scheme"):
        choice.select_option(scheme)
        rows = panel(opened_targets, "allocation").locator("tbody tr:not(.total)")
        read = "rows => rows.map(r => Array.from(r.cells).map(c => c.textContent))"
        cells = rows.evaluate_all(read)
        assert [one[0] for one in cells] == own.region_name.to_list()
        assert sum(float(one[2]) for one in cells) == own.total.iloc[0]
        total = panel(opened_targets, "allocation").locator("tr.total td").first.inner_text()
        assert total == "200 ＝ 目标 200"


def test_a_sum_that_misses_the_target_would_be_told(china, write, opened):
    short = china.views["plan_allocation"].copy()
    short.loc[short.index[0], "target"] -= 1
    with opened(write(changed(china, plan_allocation=short))) as page:
        page.click('[data-tab="targets"]')
        choose(page, "CN-PS")
        total = panel(page, "allocation").locator("tr.total td").first.inner_text()
        assert total == "199 ≠ 目标 200，相差 -1"


def test_panels_without_rows_are_not_there(opened_targets):
    for plan, part in (("ZJ-14", "allocation"), ("CN-PS", "projects")):
        choose(opened_targets, plan)
        assert not panel(opened_targets, part).is_visible()


def test_projects_are_filtered_by_category_and_open_with_their_quote(opened_targets, china):
    choose(opened_targets, "ZJ-14")
    projects = of(china, "plan_projects", "ZJ-14")
    assert len(projects) == 20
    rows = panel(opened_targets, "projects").locator(".target-row")
    assert rows.count() == 20
    category = panel(opened_targets, "projects").locator("select").first
    category.select_option("platform")
    own = projects[projects.category == "platform"]
    assert rows.locator("td:nth-child(2)").all_inner_texts() == own.category_label.to_list()
    rows.first.locator("button").click()
    told = rows.first.locator("+ tr").inner_text()
    assert own.text.iloc[0] in told
    assert own.quote.iloc[0] in told
    states = panel(opened_targets, "projects").locator("td.target-light").all_inner_texts()
    assert states == own.state_label.to_list()


# --- files, paper, phone ------------------------------------------------------------------------


def test_files_have_all_columns_and_rows_of_the_tables(opened_targets, china):
    plan = "ZJ-14"
    choose(opened_targets, plan)
    for part, name in (
        ("lights", "plan_indicators"),
        ("checks", "plan_checks"),
        ("projects", "plan_projects"),
    ):
        expected = of(china, name, plan)
        found = saved(opened_targets, part)
        assert [len(found), len(found[0])] == [len(expected), len(expected.columns)]
        for row, line in zip(expected.to_dict("records"), found, strict=True):
            for value, cell in zip(row.values(), line.values(), strict=True):
                if pd.isna(value) or value == "":
                    assert cell == ""
                elif isinstance(value, str):
                    assert cell == value
                else:
                    assert float(cell) == value


@pytest.mark.parametrize("size", SIZES)
def test_the_tab_fits_the_window_whatever_is_opened(size, files, opened):
    with opened(files["china"], size) as page:
        page.click('[data-tab="targets"]')
        for plan in ("ZJ-13", "ZJ-14", "CN-PS-D", "CN-PS"):
            choose(page, plan)
            page.locator(f"{ROWS} button").first.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            chart = page.locator(".target-below:visible").first
            left, right = chart.locator(".target-inside").evaluate(
                "x => [x.getBoundingClientRect().left, x.getBoundingClientRect().right]"
            )
            assert left >= 0
            assert right <= size[0]


def test_the_open_tab_follows_the_first_page_on_paper(files, opened, tmp_path):
    with opened(files["china"]) as page:
        page.click('[data-tab="targets"]')
        page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True, print_background=True)
        page.click('[data-tab="zones"]')
        page.pdf(path=tmp_path / "b.pdf", prefer_css_page_size=True, print_background=True)
    assert len(pages_of(tmp_path / "a.pdf")) > 1
    assert len(pages_of(tmp_path / "b.pdf")) == 1


def test_hostile_texts_stay_text(china, write, opened):
    views = china.views
    spoilt = changed(
        china,
        plans=hostile(views["plans"], "title", "issuer", "source", "remark_label"),
        plan_indicators=hostile(
            views["plan_indicators"], "label_zh", "unit", "definition", "quote", "remark_label"
        ),
        plan_figures=hostile(views["plan_figures"], "unit", "date", "origin_label"),
        plan_checks=hostile(views["plan_checks"], "explanation", "quote"),
        plan_allocation=hostile(views["plan_allocation"], "scheme", "region_name"),
        plan_projects=hostile(views["plan_projects"], "title", "text", "evidence"),
    )
    with opened(write(spoilt)) as page:
        page.click('[data-tab="targets"]')
        for plan in views["plans"].plan_id:
            choose(page, plan)
            for button in page.locator(".target-row button:visible").all()[:3]:
                button.click()
        assert page.locator("#tab-targets img").count() == 0
        assert HOSTILE in page.locator("#tab-targets").inner_text()


def changed(evaluation, **views):
    return dataclasses.replace(evaluation, views=evaluation.views | views)
