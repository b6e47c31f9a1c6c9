"""The tabs below the map: what they list is in the tables, and all of it can be downloaded."""

import csv
import dataclasses
import io

import pandas as pd
import pytest

from layout.audit_rules import FAIL, WATCH
from reports import page as pages
from reports.csv_file import FORMULA_STARTS
from reports.offline_map import words
from reports.page import tabs

STUDIES = ["china", "jiangsu"]
KEYS = ["zones", "policy", "plan", "catalogue", "alerts", "audit", "space", "background"]


def open_tab(page, key):
    page.click(f'[data-tab="{key}"]')


def panel(page, key):
    return page.locator(f'[data-table="{key}"]')


def cells(page, key, column):
    return panel(page, key).locator(f'td[data-column="{column}"]').all_inner_texts()


def downloaded(page, button):
    """Name, text and rows of the file that a button saves."""
    with page.expect_download() as waiting:
        button.click()
    text = waiting.value.path().read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    return waiting.value.suggested_filename, text, rows


# --- tabs -------------------------------------------------------------------------------------


def test_one_tab_is_open_at_a_time(files, opened):
    with opened(files["jiangsu"]) as page:
        assert page.locator("[data-tab]").evaluate_all("t => t.map(b => b.dataset.tab)") == KEYS
        for key in KEYS:
            open_tab(page, key)
            shown = page.locator('[role="tabpanel"]:visible')
            assert shown.count() == 1
            assert shown.get_attribute("aria-labelledby") == f"tab-button-{key}"
            chosen = page.locator('[role="tab"][aria-selected="true"]')
            assert chosen.get_attribute("aria-controls") == shown.get_attribute("id")


def test_keyboard_goes_from_tab_to_tab(files, opened):
    with opened(files["jiangsu"]) as page:
        page.locator('[data-tab="zones"]').focus()
        found = []
        for key in ("ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
            page.keyboard.press(key)
            found.append(page.evaluate("document.activeElement.dataset.tab"))
        assert found == [*KEYS[1:3], KEYS[-1], KEYS[0], KEYS[-1], KEYS[0]]
        stops = page.locator("[data-tab]").evaluate_all("t => t.map(b => b.tabIndex)")
        assert stops == [0] + [-1] * (len(KEYS) - 1)


def test_tabs_without_results_are_not_there(jiangsu, write, opened):
    views = jiangsu.views | {key: jiangsu.views[key][:0] for key in ("spatial", "inequality")}
    bare = dataclasses.replace(jiangsu, views=views, catalogue=jiangsu.catalogue[:0])
    with opened(write(bare)) as page:
        shown = page.locator("[data-tab]").evaluate_all("t => t.map(b => b.dataset.tab)")
        assert shown == ["zones", "policy", "plan", "alerts", "audit", "background"]


@pytest.mark.parametrize("name", ["china", "jiangsu"])
def test_nothing_sticks_out_of_the_phone(name, files, opened):
    with opened(files[name], (390, 844)) as page:
        for key in page.locator("[data-tab]").evaluate_all("t => t.map(b => b.dataset.tab)"):
            open_tab(page, key)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390


# --- what they list -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_partitions_are_those_of_the_year(name, evaluations, files, opened):
    table = evaluations[name].views["partitions"]
    for year in sorted({table.year.min(), table.year.max()}):
        rows = table[table.year == year]
        with opened(files[name]) as page:
            if page.locator("#year").count():
                page.locator("#year").fill("0" if year == table.year.min() else "9")
            assert cells(page, "partitions", "k") == [str(k) for k in rows.k]
            chosen = [words()["yes"] if one else "" for one in rows.chosen]
            assert cells(page, "partitions", "chosen") == chosen
            share = [f"{100 * one:.1f}%" for one in rows.between_share]
            assert cells(page, "partitions", "between_share") == share


def test_spatial_lists_moran_and_inequality_its_parts(china, files, opened):
    spatial, inequality = china.views["spatial"], china.views["inequality"]
    year = spatial.year.max()
    moran = spatial[(spatial.scope == "global") & (spatial.year == year)]
    whole = inequality[(inequality.group == "") & (inequality.year == year)]
    with opened(files["china"]) as page:
        open_tab(page, "space")
        assert cells(page, "spatial", "moran_i") == [f"{i:.3f}" for i in moran.moran_i]
        assert cells(page, "inequality", "total") == [
            words()["unknown"] if pd.isna(one) else f"{one:.3f}" for one in whole.total
        ]


def test_audit_lists_what_does_not_pass(jiangsu, files, opened):
    audit = jiangsu.audit
    with opened(files["jiangsu"]) as page:
        open_tab(page, "audit")
        assert page.locator('#audit a[href="audit.html"]').is_visible()
        verdicts = cells(page, "audit", "verdict_label")
        assert len(verdicts) == audit.verdict.isin([FAIL, WATCH]).sum()
        assert verdicts == sorted(verdicts, key=lambda one: one.endswith("关注"))
        total = page.locator("#audit tr.total td").all_inner_texts()
        assert total == [str((audit.verdict == code).sum()) for code in ("pass", WATCH, FAIL)]


@pytest.mark.parametrize(("name", "code"), [("jiangsu", "320300"), ("china", "650000")])
def test_indicators_are_those_of_the_selected_region(name, code, evaluations, files, opened):
    evaluation = evaluations[name]
    year = evaluation.study.settings.years[-1]
    table = evaluation.indicators
    own = table[(table.region_code == code) & (table.year == year)].set_index("label")
    with opened(files[name]) as page:
        page.locator(f'path[data-code="{code}"]').dispatch_event("click")
        open_tab(page, "background")
        labels = cells(page, "indicators", "label")
        assert sorted(labels) == sorted(own.index)
        scores = ["—" if pd.isna(own.score[one]) else f"{own.score[one]:.3f}" for one in labels]
        assert cells(page, "indicators", "score") == scores
        ages = [own.figure_year[one] for one in labels]
        expected = ["—" if pd.isna(one) else str(one) for one in ages]
        assert cells(page, "indicators", "figure_year") == expected


# --- catalogue ----------------------------------------------------------------------------------


def test_catalogue_is_filtered_by_department_zone_type_and_region(china, files, opened):
    rows = china.catalogue
    takes_part = rows.participating_departments.str.split("；").map(lambda own: "科技厅" in own)
    filters = {
        "department": ("科技厅", (rows.lead_department == "科技厅") | takes_part),
        "zone": (rows.zone.iloc[0], rows.zone == rows.zone.iloc[0]),
        "type": (
            rows.functional_zone.iloc[0],
            rows.functional_zone == rows.functional_zone.iloc[0],
        ),
        "region": (rows.region_code.iloc[-1], rows.region_code == rows.region_code.iloc[-1]),
    }
    with opened(files["china"]) as page:
        open_tab(page, "catalogue")
        for key, (value, expected) in filters.items():
            choice = page.locator(f'[data-filter="{key}"]')
            choice.select_option(value)
            shown = cells(page, "catalogue", "reason")
            assert shown == rows.reason[expected].to_list(), key
            assert 0 < len(shown) < len(rows)
            choice.select_option("")
        assert len(cells(page, "catalogue", "reason")) == len(rows)
        assert page.locator('[data-filter="industry"]').count() == 0  # no row names an industry


def test_catalogue_can_follow_the_selected_region(china, files, opened):
    first, other = china.catalogue.region_code.unique()[:2]
    with opened(files["china"]) as page:
        page.locator(f'path[data-code="{first}"]').dispatch_event("click")
        open_tab(page, "catalogue")
        page.locator('[data-filter="region"]').select_option("chosen")
        for code in (first, other):
            page.locator(f'path[data-code="{code}"]').dispatch_event("click")
            expected = china.catalogue.region_name[china.catalogue.region_code == code]
            assert cells(page, "catalogue", "region_name") == expected.to_list()


def test_industry_is_shown_and_filtered_where_rows_have_one(china, write, opened):
    codes = ["C39"] * 3 + ["C27"] * (len(china.catalogue) - 3)
    with_codes = dataclasses.replace(china, catalogue=china.catalogue.assign(industry_code=codes))
    with opened(write(with_codes)) as page:
        open_tab(page, "catalogue")
        page.locator('[data-filter="industry"]').select_option("C39")
        assert cells(page, "catalogue", "industry_code") == ["C39"] * 3


def test_search_finds_rows_in_any_column(china, files, opened):
    with opened(files["china"]) as page:
        open_tab(page, "catalogue")
        panel(page, "catalogue").locator('input[type="search"]').fill("植物新品种")
        shown = cells(page, "catalogue", "reason")
        assert shown == [one for one in china.catalogue.reason if "植物新品种" in one]
        assert shown
        panel(page, "catalogue").locator('input[type="search"]').fill("无此文字")
        assert words()["rows_none"] in panel(page, "catalogue").inner_text()


def test_a_long_table_comes_in_pages(china, write, opened):
    many = pd.concat([china.catalogue] * 4, ignore_index=True)
    many["reason"] = [f"第{n}条" for n in range(len(many))]
    with opened(write(dataclasses.replace(china, catalogue=many))) as page:
        open_tab(page, "catalogue")
        pager = panel(page, "catalogue").locator(".pager")
        assert cells(page, "catalogue", "reason") == many.reason[:100].to_list()
        assert pager.locator("button").first.is_disabled()
        pager.locator("button").last.click()
        pager.locator("button").last.click()
        assert cells(page, "catalogue", "reason") == many.reason[200:].to_list()
        assert str(len(many)) in pager.inner_text()
        assert pager.locator("button").last.is_disabled()
        *_, rows = downloaded(page, panel(page, "catalogue").locator(".download"))
        assert len(rows) == len(many)  # the file has all pages


# --- downloads ----------------------------------------------------------------------------------


def test_catalogue_downloads_as_filtered_with_all_columns(china, files, opened):
    rows = china.catalogue
    zone = rows.zone.iloc[0]
    expected = rows[rows.zone == zone]
    with opened(files["china"]) as page:
        open_tab(page, "catalogue")
        page.locator('[data-filter="zone"]').select_option(zone)
        name, text, found = downloaded(page, panel(page, "catalogue").locator(".download"))
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == text.count("\n") == len(expected) + 1
    assert name.endswith(".csv")
    assert words()["table_catalogue"] in name
    assert len(found[0]) == len(rows.columns)
    assert [one["理由"] for one in found] == expected.reason.to_list()
    assert [one["地区代码"] for one in found] == expected.region_code.to_list()
    gaps = [float(one["差距"]) if one["差距"] else None for one in found]
    assert gaps == [None if pd.isna(gap) else gap for gap in expected.gap_value]


def test_ranking_downloads_with_all_figures(china, files, opened):
    table = pages.figures(china)
    last = table[table.year == table.year.max()].set_index("region_code")
    with opened(files["china"]) as page:
        name, _, rows = downloaded(page, page.locator("#ranking .download"))
    assert str(table.year.max()) in name
    assert len(rows) == 31
    for one in rows:
        expected = last.loc[one["地区代码"]]
        assert float(one["综合得分"]) == expected.composite
        assert int(one["位次"]) == expected["rank"]
        assert one["位次区间"] == expected.rank_interval


@pytest.mark.parametrize("key", KEYS)
def test_every_panel_with_a_table_can_be_downloaded(key, files, opened):
    with opened(files["jiangsu"]) as page:  # of ten downloads in a row a browser stops the next
        open_tab(page, key)
        frames = page.locator(f"#tab-{key} .panel").filter(has=page.locator("table"))
        for place in range(frames.count()):
            button = frames.nth(place).locator(".download")
            if frames.nth(place).get_attribute("id") == "audit":
                continue  # sums of the table below it
            *_, rows = downloaded(page, button)
            assert rows, place


def test_cells_that_a_spreadsheet_would_run_are_made_text(jiangsu, write, opened):
    rows = jiangsu.catalogue.copy()
    starts = [start + '1+1,"x"' for start in FORMULA_STARTS]
    rows["reason"] = (starts * 5)[: len(rows)]
    with opened(write(dataclasses.replace(jiangsu, catalogue=rows))) as page:
        open_tab(page, "catalogue")
        *_, found = downloaded(page, panel(page, "catalogue").locator(".download"))
    reasons = [one["理由"] for one in found]
    assert reasons == ["'" + text for text in rows.reason]
    # a number that begins with a minus stays a number
    assert any(one["差距"].startswith("-") for one in found)


def test_hostile_texts_stay_text(jiangsu, write, opened):
    name = '<img src=x onerror="document.title=1">'
    hostile = dataclasses.replace(
        jiangsu,
        catalogue=jiangsu.catalogue.assign(region_name=name, reason=name, lead_department=name),
        indicators=jiangsu.indicators.assign(unit=name),
        notes=jiangsu.notes.assign(detail=name),
        audit=jiangsu.audit.assign(subject_label=name),
    )
    with opened(write(hostile)) as page:
        for key in KEYS:
            open_tab(page, key)
        assert name in cells(page, "notes", "detail")[0]
        assert panel(page, "catalogue").locator("option").all_inner_texts().count(name) >= 1
        assert page.locator("img").count() == 0
        assert page.title() == jiangsu.study.settings.title


# --- packing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_columns_are_named_and_no_table_is_empty(name, evaluations):
    for table in tabs.tables(evaluations[name]).values():
        assert table["rows"]
        assert all(field["label"] for field in table["fields"])
        labels = [field["label"] for field in table["fields"]]
        assert len(labels) == len(set(labels))
