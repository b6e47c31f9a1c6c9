"""The tab of public services and their points on the map; services are made by hand."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from layout.notes import Notes
from layout.services import service_tables
from layout.settings.services import Services as Settings
from reports import page as pages
from reports.offline_map import words
from reports.page import map_layers, regions, services
from tests.layout.services.service_rows import answers, node, point, site
from tests.layout.services.service_rows import services as services_of

SIZES = [(1440, 900), (1024, 768), (390, 844)]
HOSTILE = '<img src=x onerror="alert(1)">机构'
PLACES = {"320100": (118.8, 32.05), "320200": (120.3, 31.55), "320300": (117.3, 34.3)}
PLACES |= {"320500": (120.6, 31.3), "320800": (119.0, 33.5), "321300": (118.3, 33.95)}
COVERAGE = [
    {
        "coverage_id": "c", "label_zh": "地市级综合性机构", "date": "2021-12", "covered": 104,
        "eligible": eligible, "definition": f"口径 {eligible}", "official_share": 0.33,
        "source_id": "s1", "note": "",
    }
    for eligible in (318, 333, 315)
]  # fmt: skip


def at(code):
    return {"region_code": code, "lon": PLACES[code][0], "lat": PLACES[code][1]}


def records():
    """Six nodes, twelve points and four candidates; one node has a name that is no markup."""
    nodes = [
        node("a", **at("320100"), kind="centre", services="fast_track", capacity=9.0),
        node("b", **at("320200"), name=HOSTILE, capacity=2.0),
        node("c", **at("320300"), kind="library", services="search", capacity=1.0),
        node("d", **at("320500"), capacity=5.0),
        node("e", **at("320800"), kind="library", services="search", capacity=2.0),
        node("f", region_code="321200"),
    ]
    for place, one in enumerate(nodes[:-1]):
        one["lat"] += 0.1 * (place % 2)
    points = [
        point(f"{code}-{setting}", 100.0 + 10 * place, **at(code) | {"setting": setting})
        for place, code in enumerate(PLACES)
        for setting in ("urban", "rural")
    ]
    for one in points[1::2]:
        one["lat"] += 0.25
    sites = [site(f"k{n}", cost=10.0 * n, **at(code)) for n, code in enumerate(PLACES, 1) if n > 2]
    return services_of(
        nodes=nodes,
        demand=points,
        candidates=sites,
        coverage=COVERAGE,
        survey=answers([70, 80, 90] * 4, "320100") + answers([95, 97, 96] * 4, "320500", first=50),
        efficiency=[
            {
                "code": "i", "label_zh": "件数", "dimension": "产出", "direction": "benefit",
                "weight": 1.0, "worst": 0.0, "best": 10.0, "unit": "件", "note": "",
            }
        ],
        efficiency_figures=[
            {"node_id": one, "year": 2024, "code": "i", "value": value, "source_id": "s1"}
            for one, value in (("a", 5.0), ("b", 9.0))
        ],
    )  # fmt: skip


def served(evaluation, records, **settings):
    """An evaluation as it is with these services."""
    given = {"nodes": "x", "candidates": "x", "reach": 40.0, "least_responses": 5}
    asked = Settings.model_validate(given | {"new_sites": 2, "satisfaction_target": 85} | settings)
    evidence, notes = evaluation.evidence, Notes()
    years = evaluation.study.settings.years
    found = service_tables(
        asked, records, evidence.figures, evidence.statistics, evidence.regions,
        evidence.reference_zones, years, dt.date(2024, 12, 31), notes,
    )  # fmt: skip
    study = dataclasses.replace(
        evaluation.study, settings=evaluation.study.settings.model_copy(update={"services": asked})
    )
    return dataclasses.replace(
        evaluation,
        study=study,
        views=evaluation.views | found,
        notes=pd.concat([evaluation.notes, notes.frame()], ignore_index=True),
    )


@pytest.fixture(scope="module")
def evaluation(jiangsu):
    return served(jiangsu, records())


@pytest.fixture(scope="module")
def file(evaluation, tmp_path_factory):
    written = tmp_path_factory.mktemp("services") / "index.html"
    pages.write_page(evaluation, written)
    return written


@pytest.fixture
def tab(file, opened):
    with opened(file) as page:
        page.click('[data-tab="services"]')
        yield page


def panel(page, part):
    return page.locator(f'[data-panel="service_{part}"]')


def column(page, part, key):
    return panel(page, part).locator(f'tbody td[data-column="{key}"]').all_text_contents()


def test_published_coverage_stands_over_each_of_its_denominators(tab):
    told = panel(tab, "published").locator(".denominators > div").all_inner_texts()
    expected = [("104 ÷ 318", "32.7%"), ("104 ÷ 333", "31.2%"), ("104 ÷ 315", "33.0%")]
    for text, (fraction, share) in zip(told, expected, strict=True):
        assert fraction in text and share in text  # 104/318 = 0.3270, 104/333 = 0.3123
    sentence = panel(tab, "published").locator("article > p").inner_text()
    assert "31.2%" in sentence and "33.0%" in sentence


def test_computed_coverage_names_the_regions_without_a_node(tab, evaluation):
    table = evaluation.views["service_coverage"].query("origin == 'computed'")
    assert column(tab, "computed", "missing") == table.missing.to_list()
    panel(tab, "computed").locator("select").select_option("tier")
    assert len(column(tab, "computed", "missing")) == (table.grouping == "tier").sum()


def test_supply_follows_the_chosen_service_and_a_lack_points_left(tab, evaluation):
    table = evaluation.views["service_supply"].query("service == 'fast_track'")
    panel(tab, "supply").locator("select").select_option("fast_track")
    known = table.mismatch.notna()
    told = column(tab, "supply", "mismatch")
    for text, value, told_one in zip(told, table.mismatch, known, strict=True):
        expected = f"{value:+.2f}".replace("-", "−") if told_one else words()["unknown"]
        assert text.replace("±", "+") == expected
    cells = panel(tab, "supply").locator('td[data-column="mismatch"]')
    read = "c => c.map(one => one.querySelector('rect') ? +one.querySelector('rect').getAttribute('x') : null)"
    starts = cells.evaluate_all(read)
    for start, value in zip(starts, table.mismatch, strict=True):
        assert (start is not None and start < 60) == (value < 0)  # 60 is the middle


def test_equality_lists_the_measures_of_the_chosen_quantity(tab, evaluation):
    table = evaluation.views["service_equality"].query("quantity == 'access' and service == ''")
    panel(tab, "equality").locator('[data-by="quantity"]').select_option("access")
    assert column(tab, "equality", "measure_label") == table.measure_label.to_list()


@pytest.mark.parametrize("method", ["access_2sfca", "access_e2sfca", "access_3sfca"])
def test_points_lie_at_their_accessibility_by_the_chosen_method(tab, evaluation, method):
    table = evaluation.views["service_access"].query("service == ''")
    panel(tab, "points").locator('[data-by="method"]').select_option(method)
    read = "c => c.map(n => [n.querySelector('title').textContent, +n.getAttribute('cx')])"
    dots = dict(panel(tab, "points").locator("circle").evaluate_all(read))
    assert len(dots) == len(table) == 12
    across = pd.Series({name.split("（")[0]: x for name, x in dots.items()})
    values = table.set_index("name")[method]
    assert across[values.index].corr(values) == pytest.approx(1, abs=1e-4)


def test_a_chosen_objective_shows_its_sites_in_the_table_and_on_the_map(tab, evaluation):
    sites = evaluation.views["service_sites"]
    tab.check('[data-show="service_points"]')
    for objective in sites.objective.unique():
        tab.click(f'[data-objective="{objective}"]')
        own = sites[sites.objective == objective]
        assert column(tab, "sites", "site_id") == own.site_id.to_list()
        assert tab.locator(".service-point.site").count() == len(own)
        row = evaluation.views["service_siting"].set_index("objective").loc[objective]
        assert row.explanation in panel(tab, "sites").inner_text()
        assert row.status_label in panel(tab, "sites").inner_text()


def test_what_is_lacking_stands_with_its_advice(tab, evaluation):
    table = evaluation.views["service_lagging"]
    assert column(tab, "lagging", "region_name") == table.region_name.to_list()
    assert column(tab, "lagging", "advice") == table.advice.to_list()


def test_satisfaction_has_its_interval_and_verdict(tab, evaluation):
    table = evaluation.views["service_satisfaction"].query("grouping == 'region'")
    panel(tab, "satisfaction").locator("select").select_option("region")
    assert column(tab, "satisfaction", "verdict_label") == table.verdict_label.to_list()
    for text, row in zip(column(tab, "satisfaction", "mean"), table.itertuples(), strict=True):
        assert text == f"{row.mean:.1f}（{row.low:.1f}–{row.high:.1f}）"


def test_efficiency_is_listed_by_rank(tab, evaluation):
    table = evaluation.views["service_efficiency"].query("dimension == ''")
    expected = table.sort_values("rank").name.to_list()
    assert column(tab, "efficiency", "name") == expected == [HOSTILE, "机构a"]


def test_the_register_is_filtered_by_tier(tab, evaluation):
    table = evaluation.views["service_nodes"]
    assert column(tab, "nodes", "name") == table.name.to_list()
    panel(tab, "nodes").locator('[data-by="tier"]').select_option("outlet")
    assert column(tab, "nodes", "name") == table[table.tier == "outlet"].name.to_list()
    assert tab.locator("img").count() == 0


# --- map --------------------------------------------------------------------------------------


def test_accessibility_colours_the_map_and_stands_in_the_card(file, opened, evaluation):
    table = evaluation.views["service_access_regions"].query("service == ''")
    known = table.dropna(subset=["relative"]).set_index("region_code").relative
    with opened(file) as page:
        page.click('[data-layer="service_access"]')
        assert words()["service_access_note"] in page.inner_text("#legend")
        for code, value in known.items():
            page.evaluate("code => { window.location.hash = '#region=' + code; }", code)
            page.wait_for_timeout(30)
            cell = page.locator('[data-figure="service_access"] b')
            assert cell.text_content() == f"{value:.2f}"


def test_points_are_shaped_by_tier_and_absent_without_a_place(file, opened, evaluation):
    nodes = evaluation.views["service_nodes"]
    placed = nodes.dropna(subset=["lon", "lat"])
    with opened(file) as page:
        assert page.locator(".service-point").count() == 0
        page.check('[data-show="service_points"]')
        for tier, shape in (("backbone", "rect"), ("outlet", "circle")):
            own = (placed.tier == tier).sum()
            assert page.locator(f".service-point.{tier} {shape}").count() == own
        page.uncheck('[data-show="service_points"]')
        assert page.locator(".service-point").count() == 0


def test_a_point_tells_its_name_and_a_click_on_it_or_beside_it_selects_a_region(file, opened):
    with opened(file) as page:
        page.check('[data-show="service_points"]')
        outlet = page.locator(".service-point.outlet").first  # in 徐州
        outlet.hover()
        assert "机构c" in page.inner_text("#tip")
        assert "检索与分析" in page.inner_text("#tip")
        outlet.click()
        assert page.inner_text("#region-name") == "徐州市"
        box = page.locator(".service-point.outlet").nth(1).bounding_box()  # in 淮安
        page.mouse.click(box["x"] - 6, box["y"] + box["height"] / 2)
        assert page.inner_text("#region-name") == "淮安市"


# --- what a study lacks -----------------------------------------------------------------------


def test_a_study_without_services_has_neither_tab_nor_layer_nor_points(jiangsu, files, opened):
    assert services.tables(jiangsu) == {}
    assert "service_access" not in [layer["key"] for layer in map_layers.layers(jiangsu)]
    assert regions.shown_fields(jiangsu) == regions.FIELDS
    with opened(files["jiangsu"]) as page:
        assert page.locator('[data-tab="services"]').count() == 0
        assert page.locator('[data-show="service_points"]').count() == 0


def test_published_coverage_alone_leaves_no_empty_panel(jiangsu, write, opened):
    alone = served(jiangsu, services_of(coverage=COVERAGE))
    with opened(write(alone)) as page:
        page.click('[data-tab="services"]')
        shown = page.locator("#tab-services .panel:visible").evaluate_all(
            "p => p.map(one => one.dataset.panel)"
        )
        assert shown == ["service_notes", "service_published"]
        note = alone.notes[alone.notes.message_code == "service_no_register"].detail.iloc[0]
        assert note in panel(page, "notes").inner_text()
        assert page.locator('[data-show="service_points"]').count() == 0


def test_the_published_coverage_of_the_cities_is_told_over_three_denominators(files, opened):
    # 104 of 318 is the 33 % that was published; of all 333 it would be 31.2 %
    with opened(files["china"]) as page:
        page.click('[data-tab="services"]')
        told = panel(page, "published").locator(".denominators strong").all_inner_texts()
        assert told == ["104 ÷ 318", "104 ÷ 333", "104 ÷ 315"]
        assert "33.0%" in panel(page, "published").locator("article > p").first.inner_text()
        assert page.locator('[data-layer="service_access"]').count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_no_wider_than_the_window(file, opened, size):
    with opened(file, size) as page:
        page.click('[data-tab="services"]')
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0


def test_the_same_services_give_the_same_bytes(evaluation, file):
    assert pages.page(evaluation) == file.read_text(encoding="utf-8")
