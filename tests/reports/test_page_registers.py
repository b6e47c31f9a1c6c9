"""The tab of registered rights, and both tabs for all readers: they list what the tables say."""

import csv
import dataclasses
import io
import json
import re
from pathlib import Path

import pytest

from reports import page as pages
from reports.offline_map import words
from reports.page import registers
from tests.reports.printed import pages_of
from tests.reports.registered_panels import choose, here, number, open_tab, panel, rows_of

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = [(1440, 900), (1024, 768), (390, 844)]
TABS = [registers.RESOURCES, registers.INDUSTRIES]
BUDGET = 1_200_000
HOSTILE = '<img src=x onerror="alert(1)">'


# --- which tabs there are ---------------------------------------------------------------------


def test_a_study_without_registers_has_neither_tabs_nor_scripts_for_them(files, jiangsu):
    text = files["jiangsu"].read_text(encoding="utf-8")
    assert registers.tables(jiangsu) == {}
    for sign in ("registerTables", "data-register", "industry-plane", '"register_', '"survey_'):
        assert sign not in text


def test_tabs_stand_behind_the_zones(registered_pages, opened):
    with opened(registered_pages["jiangsu"]) as page:
        keys = page.locator("[data-tab]").evaluate_all("tabs => tabs.map(t => t.dataset.tab)")
        assert keys[:3] == ["zones", *TABS]
        labels = [page.inner_text(f'[data-tab="{key}"]') for key in TABS]
        assert labels == ["资源", "产业"]


def test_registers_of_rights_alone_have_one_tab(jiangsu_registered, tmp_path, opened):
    views = {
        name: table
        for name, table in jiangsu_registered.views.items()
        if not name.startswith(("industry_", "layout_"))
    }
    only = dataclasses.replace(jiangsu_registered, views=views)
    assert list(registers.tables(only)) == [registers.RESOURCES]
    pages.write_page(only, tmp_path / "index.html")
    with opened(tmp_path / "index.html") as page:
        assert page.locator('[data-tab="industries"]').count() == 0
        open_tab(page, "resources")
        assert rows_of(page, "survey_rights")


def test_the_page_is_no_larger_than_it_may_be(registered_pages):
    assert registered_pages["jiangsu"].stat().st_size <= BUDGET


def test_every_column_has_its_chinese_name(jiangsu_registered):
    for tables in registers.tables(jiangsu_registered).values():
        for name, table in tables.items():
            for field in table["fields"]:
                assert re.search(r"[\u4e00-\u9fff]", field["label"]), (name, field["key"])


def test_the_last_years_are_kept_that_fit(china_registered, monkeypatch):
    table = china_registered.views["industry_specialisation"]
    years = sorted(table.year.unique())
    each = len(table) // len(years)
    for most, expected in ((2 * each, years[-2:]), (each - 1, years[-1:]), (len(table), years)):
        monkeypatch.setattr(registers, "MOST_ROWS", most)
        kept = registers._rows("industry_specialisation", table)
        assert sorted(kept.year.unique()) == list(expected)


# --- resources --------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "year"), [("440000", None), ("540000", 2018)])
def test_rights_are_those_of_the_chosen_region_and_year(
    code, year, registered_pages, china_registered, opened
):
    years = china_registered.study.settings.years
    table = here(china_registered.views["survey_rights"], code, year or years[-1])
    with opened(registered_pages["china"]) as page:
        open_tab(page, "resources")
        choose(page, code, year)
        found = rows_of(page, "survey_rights")
    assert len(found) == len(table) > 0
    for cells, row in zip(found, table.itertuples(), strict=True):
        assert cells[0] == (row.type_label if row.type else row.kind_label)
        told = [str(row.filed), str(row.granted), str(row.ended), str(row.in_force)]
        assert cells[1:5] == told
        assert cells[6:9] == [
            number(row.share_pct, 1), number(row.rank, 0), number(row.growth_pct, 1)
        ]  # fmt: skip


def test_small_columns_tell_the_stock_of_every_year(registered_pages, china_registered, opened):
    table = china_registered.views["survey_rights"]
    own = table[(table.region_code == "440000") & (table.type == "invention")]
    with opened(registered_pages["china"]) as page:
        open_tab(page, "resources")
        choose(page, "440000")
        chart = panel(page, "survey_rights").locator("td.spark svg").nth(1)
        told = chart.get_attribute("aria-label")
        heights = chart.locator("rect").evaluate_all("r => r.map(x => +x.getAttribute('height'))")
    for row in own.itertuples():
        assert f"{row.year} 年 {row.in_force}" in told
    assert [h / max(heights) for h in heights] == pytest.approx(
        list(own.in_force / own.in_force.max())
    )


def test_quality_stands_beside_the_whole_area(registered_pages, jiangsu_registered, opened):
    table = jiangsu_registered.views["survey_quality"]
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "resources")
        choose(page, "320500")
        head = panel(page, "survey_quality").locator("thead th").all_inner_texts()
        found = {cells[0]: cells[1:] for cells in rows_of(page, "survey_quality")}
    rows = [here(table, code, 2024).iloc[0] for code in ("320500", "")]
    assert head == [row.region_name for row in rows]
    labels = {
        f["key"]: f["label"] for f in fields_of(registered_pages["jiangsu"], "survey_quality")
    }
    for key, decimals in (("high_value", 0), ("high_value_pct", 1), ("strategic", 0)):
        assert found[labels[key]] == [number(row[key], decimals) for row in rows]


def fields_of(file, table):
    text = file.read_text(encoding="utf-8").split('id="data">')[1].split("</script>")[0]
    found = json.loads(text)["registers"]
    return next(tables[table] for tables in found.values() if table in tables)["fields"]


def test_classes_follow_the_choice_of_a_right(registered_pages, jiangsu_registered, opened):
    table = jiangsu_registered.views["survey_classes"]
    table = here(table[table.basis == "in_force"], "320500", 2024)
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "resources")
        choose(page, "320500")
        choice = panel(page, "survey_classes").locator("select")
        offered = choice.locator("option").all_inner_texts()
        assert len(offered) == len(table[["kind", "type"]].drop_duplicates())
        for text in offered:
            choice.select_option(text)
            kind, _, sort = text.partition(words()["register_stop"])
            own = table[(table.kind_label == kind) & (table.type_label == sort)]
            assert [cells[1] for cells in rows_of(page, "survey_classes")] == list(own["class"])


def test_the_matrix_has_every_deal_and_what_leads_beyond(
    registered_pages, jiangsu_registered, opened
):
    flows = jiangsu_registered.views["survey_flows"]
    balance = jiangsu_registered.views["survey_flow_balance"]
    codes = list(jiangsu_registered.evidence.regions.region_code)
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "resources")
        choice = panel(page, "survey_flows").locator("select")
        for text in choice.locator("option").all_inner_texts():
            choice.select_option(text)
            deal = text.partition(words()["register_stop"])[0]
            found = rows_of(page, "survey_flows")
            own = flows[(flows.deal_label == deal) & (flows.year == 2024)]
            known = {(r.from_region, r.to_region): r.records for r in own.itertuples()}
            for line, start in zip(found[: len(codes)], codes, strict=True):
                expected = [known.get((start, end), 0) for end in codes]
                assert [int(cell or 0) for cell in line[1 : 1 + len(codes)]] == expected
            sums = balance[(balance.deal_label == deal) & (balance.year == 2024)]
            sums = sums.set_index("region_code").reindex(codes)
            beyond = [[int(cell or 0) for cell in line[-2:]] for line in found[: len(codes)]]
            assert beyond == sums[["outward_outside", "outward_unknown"]].to_numpy().tolist()
            for line, column in zip(found[len(codes) :], ("outside", "unknown"), strict=True):
                told = [int(cell or 0) for cell in line[1 : 1 + len(codes)]]
                assert told == list(sums[f"inward_{column}"])


def test_the_account_of_rows_is_listed_whole(registered_pages, jiangsu_registered, opened):
    table = jiangsu_registered.views["survey_account"]
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "resources")
        found = rows_of(page, "survey_account")
    assert [(c[0], c[2], int(c[4])) for c in found] == list(
        zip(table.register, table.stage_label, table.records, strict=True)
    )


def test_samples_of_records_are_not_on_the_page(registered_pages):
    assert "survey_samples" not in registered_pages["jiangsu"].read_text(encoding="utf-8")


# --- for all readers --------------------------------------------------------------------------


def test_a_table_is_downloaded_as_it_is_shown(registered_pages, opened):
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "resources")
        choose(page, "320500")
        with page.expect_download() as waiting:
            panel(page, "survey_rights").locator(".download").click()
        text = waiting.value.path().read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        shown = rows_of(page, "survey_rights")
    assert "苏州市" in waiting.value.suggested_filename
    assert [row["申请量（件）"] for row in rows] == [cells[1] for cells in shown]


def test_hostile_names_stay_text(jiangsu_registered, tmp_path, opened):
    views = dict(jiangsu_registered.views)
    for name, column in (
        ("survey_account", "register"),
        ("survey_rights", "kind_label"),
        ("survey_flows", "deal_label"),
        ("survey_classes", "class"),
        ("industry_specialisation", "industry_zh"),
        ("industry_similarity", "other_name"),
    ):
        views[name] = views[name].assign(**{column: HOSTILE})
    pages.write_page(dataclasses.replace(jiangsu_registered, views=views), tmp_path / "index.html")
    with opened(tmp_path / "index.html") as page:
        for tab in TABS:
            open_tab(page, tab)
            assert HOSTILE in page.inner_text(f"#tab-{tab}")
        assert page.locator("#tabs img").count() == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tab", TABS)
def test_nothing_is_wider_than_the_window(tab, size, registered_pages, opened):
    with opened(registered_pages["jiangsu"], size) as page:
        open_tab(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("tab", TABS)
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
def test_axe_finds_nothing_serious(tab, size, registered_pages, opened):
    with opened(registered_pages["jiangsu"], size) as page:
        open_tab(page, tab)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    wrong = [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:5])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert wrong == []


def test_on_paper_both_tabs_follow_the_first_page(registered_pages, opened, tmp_path):
    with opened(registered_pages["jiangsu"]) as page:
        choose(page, "320500")
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    sheets = pages_of(tmp_path / "page.pdf")
    first, rest = sheets[0], "".join(sheets[1:])
    own = [words()[f"register_{part}"] for part in ("survey_rights", "survey_account", "plane")]
    assert "地区排名" in first
    for title in own:
        assert title not in first
        assert title in rest
    for title in (words()["table_catalogue"], words()["table_sources"]):
        assert title not in rest


def test_the_same_evaluation_gives_the_same_bytes(jiangsu_registered, registered_pages, tmp_path):
    pages.write_page(jiangsu_registered, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == registered_pages["jiangsu"].read_bytes()
