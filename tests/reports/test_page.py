import dataclasses
import json
import re

import numpy as np
import pytest

from layout.labels import label
from reports import page as pages
from reports.offline_map import words

SIZES = [(1440, 900), (1024, 768), (390, 844)]
STUDIES = ["china", "jiangsu"]
SCORES = ["composite", "u_ip", "u_innovation", "u_industry", "coordination"]


def row(table, code, year):
    return table[(table.region_code == code) & (table.year == year)].iloc[0]


def region_paths(page):
    return page.locator("path[data-code]")


def fills(page):
    script = "paths => paths.map(p => [p.dataset.code, p.getAttribute('fill')])"
    return dict(region_paths(page).evaluate_all(script))


def hatched(colour):
    return f"url(#weak-{colour[1:]})"


def show(page, layer):
    page.click(f'[data-layer="{layer}"]')


def figure(page, key):
    return page.inner_text(f'[data-figure="{key}"] b')


def choose(page, code):
    """Click a region wherever it lies, also one that a small window hides under its neighbour."""
    page.locator(f'path[data-code="{code}"]').dispatch_event("click")


# --- the file ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_same_evaluation_gives_the_same_bytes(name, evaluations, files, tmp_path):
    pages.write_page(evaluations[name], tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == files[name].read_bytes()


@pytest.mark.parametrize(("name", "limit_kb"), [("jiangsu", 700), ("china", 1500)])
def test_page_is_small(name, limit_kb, files):
    assert files[name].stat().st_size < limit_kb * 1024


@pytest.mark.parametrize("name", STUDIES)
def test_page_links_to_nothing_outside_its_folder(name, files):
    page = files[name].read_text("utf-8")
    assert re.findall(r"""\b(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page) == []
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    links = re.findall(r"""\b(?:src|href)\s*=\s*["']?([^"'\s>]+)""", markup)
    policies = ["plan.ics"] if name == "jiangsu" else []
    plans = ["plans/"] if name == "china" else []
    sheets = ["departments/", "zones/", *plans, *(["policy/"] if policies else [])]
    assert list(dict.fromkeys(links)) == [
        *policies,
        "audit.html",
        "tables/",
        "catalogue/",
        *sheets,
        "regions.gpkg",
        "manifest.json",
    ]
    assert "default-src 'none'" in markup


def test_script_keeps_to_what_chromium_78_understands(files):
    page = files["china"].read_text("utf-8")
    ours = page[page.rindex("<script>") :]
    newer = (
        r"\?\.[a-zA-Z\[(]",
        r"\?\?",
        r"replaceChildren",
        r"\.at\(",
        r"\breplaceAll\b",
        "structuredClone",
    )
    assert [pattern for pattern in newer if re.search(pattern, ours)] == []


def test_no_name_reaches_folium_s_script(jiangsu):
    text = pages.page(jiangsu)
    start = text.index("var map_main")
    folium_script = text[start : text.index("</script>", start)]
    assert "苏州" not in folium_script


# --- the map ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_every_layer_draws_every_region_in_its_classes(name, evaluations, files, opened):
    evaluation = evaluations[name]
    table = pages.figures(evaluation)
    last = table[table.year == evaluation.study.settings.years[-1]].set_index("region_code")
    with opened(files[name]) as page:
        page.wait_for_selector('html[data-ready="1"]')
        for layer in pages.layers(evaluation):
            key = layer["key"]
            show(page, key)
            if "breaks" in layer:
                expected = {
                    code: layer["colours"][int(np.searchsorted(layer["breaks"], value))]
                    for code, value in last[key].items()
                }
            else:
                colours = {one["value"]: one["colour"] for one in layer["classes"]}
                expected = {code: colours[value] for code, value in last[key].items()}
            if key == "zone":
                expected |= {c: hatched(expected[c]) for c in last.index[last.weak == 1]}
            assert fills(page) == expected, key
            assert len(set(expected.values())) > 1


def test_map_offers_all_layers(evaluations):
    for evaluation in evaluations.values():
        keys = [layer["key"] for layer in pages.layers(evaluation)]
        classes = ["lag_type", "lag_type_relative", "zone", "zone_type", "reference_zone"]
        assert keys == [*SCORES, "ip_industry", *classes]


@pytest.mark.parametrize("name", STUDIES)
def test_legend_counts_every_region(name, evaluations, files, opened):
    with opened(files[name]) as page:
        for layer in pages.layers(evaluations[name]):
            show(page, layer["key"])
            assert page.inner_text("#legend strong").startswith(layer["label"])
            counts = page.locator("#legend .row:not(.among) em").all_inner_texts()
            counts += page.locator("#legend [data-count]").all_text_contents()
            total = len(evaluations[name].evidence.regions)
            total += len(evaluations[name].evidence.basemap.backdrop)
            assert sum(map(int, counts)) == total


def test_national_map_shows_all_of_china(china, files, opened):
    with opened(files["china"]) as page:
        assert region_paths(page).count() == 31
        hatched = page.locator('.leaflet-overlay-pane path[fill="url(#not-evaluated)"]')
        assert hatched.count() == 3
        assert words()["not_evaluated"] in page.inner_text("#legend")
        assert page.locator("#inset path.line").get_attribute("d").count("M") == 9
        assert page.locator('#inset path[data-inset="710000"]').count() == 1
        assert page.inner_text("#inset figcaption") == "南海诸岛"
        assert china.evidence.basemap.approval in page.inner_text("#map-note")
        page.evaluate("map_main.setView([12, 114], 5, {animate: false})")
        lines = page.evaluate("geo_json_lines.getLayers()[0].getElement().getAttribute('d')")
        assert lines.count("M") >= 5  # the dashes stand at their true place too


@pytest.mark.parametrize("name", STUDIES)
def test_map_carries_scale_north_and_boundary_credit(name, evaluations, files, opened):
    with opened(files[name]) as page:
        assert page.inner_text(".leaflet-control-scale-line").endswith("km")
        assert page.locator(".leaflet-control-scale-line").count() == 1  # metric only
        assert page.locator("#north").is_visible()
        assert evaluations[name].evidence.basemap.credit in page.inner_text("#map-note")


def test_year_recolours_map_and_tables(china, files, opened):
    with opened(files["china"]) as page:
        before = fills(page)
        page.locator("#year").fill("0")
        assert page.inner_text("#year-shown") == "2014"
        assert fills(page) != before
        assert "2014" in page.inner_text("#legend strong")
        choose(page, "440000")
        expected = row(china.matching, "440000", 2014)
        assert figure(page, "coordination") == f"{expected.coordination:.3f}"


def test_single_year_has_no_slider(files, opened):
    with opened(files["jiangsu"]) as page:
        assert page.locator("#year").count() == 0
        assert page.inner_text("#year-shown") == "2024"


# --- the figures ------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "code"), [("jiangsu", "320300"), ("china", "110000")])
def test_click_shows_the_figures_of_the_tables(name, code, evaluations, files, opened):
    evaluation = evaluations[name]
    year = evaluation.study.settings.years[-1]
    matching, zones = (row(t, code, year) for t in (evaluation.matching, evaluation.zones))
    composite = evaluation.scores[evaluation.scores.dimension == "composite"]
    score = row(composite, code, year)
    with opened(files[name]) as page:
        region_paths(page).nth(3).dispatch_event("click")
        choose(page, code)
        assert page.inner_text("#region-name") == matching.region_name
        numbers = ("u_ip", "u_innovation", "u_industry", "coupling", "development", "coordination")
        for key in numbers:
            assert figure(page, key) == f"{matching[key]:.3f}"
        assert figure(page, "composite") == f"{score.score:.3f}"
        assert figure(page, "rank") == f"{score['rank']} / {len(evaluation.evidence.regions)}"
        interval = dict.fromkeys((score.rank_low, score.rank_high))
        assert figure(page, "rank_interval") == "–".join(map(str, interval))
        assert figure(page, "oldest_figure") == f"{score.oldest_figure} 年"
        for key in ("grade", "lag_type", "lag_type_relative"):
            assert figure(page, key) == matching[key]
        for key in ("zone_type", "reference_zone"):
            assert figure(page, key) == zones[key]
        assert figure(page, "zone").startswith(zones.zone)
        assert page.locator("tr[aria-current]").get_attribute("data-row") == code


def test_mouse_really_reaches_a_region(jiangsu, files, opened):
    with opened(files["jiangsu"]) as page:
        point = page.evaluate(
            """() => {
                const place = JSON.parse(document.getElementById("data").textContent)
                    .regions.filter((r) => r.code === "320300")[0];
                const frame = document.getElementById("map").getBoundingClientRect();
                const p = map_main.latLngToContainerPoint([place.lat, place.lon]);
                return [frame.left + p.x, frame.top + p.y];
            }"""
        )
        page.mouse.move(*point)
        tip = page.inner_text("#tip")
        for text in (
            "徐州市",
            label("metric", "coupling"),
            label("metric", "coordination"),
            "2019 年",
        ):
            assert text in tip
        page.mouse.click(*point)
        assert page.inner_text("#region-name") == "徐州市"


def test_keyboard_selects_on_map_and_in_table(files, opened):
    with opened(files["jiangsu"]) as page:
        page.locator('path[data-code="320100"]').focus()
        assert page.locator("#tip").is_visible()
        page.keyboard.press("Enter")
        assert page.inner_text("#region-name") == "南京市"
        page.locator('tr[data-row="321300"] button').focus()
        page.keyboard.press("Enter")
        assert page.inner_text("#region-name") == "宿迁市"


def test_ranking_lists_all_regions_by_rank(china, files, opened):
    scores = china.scores
    last = scores[(scores.dimension == "composite") & (scores.year == scores.year.max())]
    with opened(files["china"]) as page:
        rows = page.locator("#ranking-rows tr").evaluate_all("rows => rows.map(r => r.dataset.row)")
        ranks = last.set_index("region_code")["rank"]
        assert len(rows) == 31
        assert [ranks[code] for code in rows] == sorted(ranks)


@pytest.fixture(scope="session")
def incomplete(jiangsu):
    """An evaluation in which one region lacks all results."""
    code = "320700"
    scores, matching = jiangsu.scores.copy(), jiangsu.matching.copy()
    zones = jiangsu.zones.copy()
    missing = scores.region_code == code
    scores.loc[missing, ["score", "score_equal"]] = np.nan
    scores["rank"] = scores["rank"].mask(missing)
    scores["oldest_figure"] = scores["oldest_figure"].mask(missing)
    numbers = matching.select_dtypes("number").columns.drop(
        ["year", "grade_level", "rank_coordination"]
    )
    texts = ["grade", "lag_type", "lag_type_relative"]
    matching.loc[matching.region_code == code, numbers] = np.nan
    matching.loc[matching.region_code == code, texts] = ""
    zones.loc[zones.region_code == code, ["zone", "zone_type"]] = ""
    return dataclasses.replace(jiangsu, scores=scores, matching=matching, zones=zones)


def test_region_without_data_is_hatched_and_said_so(incomplete, write, opened):
    with opened(write(incomplete)) as page:
        for layer in ("composite", "lag_type", "zone"):
            show(page, layer)
            assert fills(page)["320700"] == "url(#no-data)"
            assert words()["no_data"] in page.inner_text("#legend")
        show(page, "zone_type")
        assert words()["unclassified"] in page.inner_text("#legend")
        choose(page, "320700")
        assert figure(page, "composite") == words()["unknown"]
        assert page.locator("#ranking-rows tr").last.get_attribute("data-row") == "320700"


def test_hostile_name_stays_text(jiangsu, write, opened):
    name = '<img src=x onerror="document.title=1">{{7*7}}</script><script>alert(1)</script>'
    code = "320500"

    def renamed(table):
        table = table.copy()
        columns = [c for c in ("region_name", "short_name") if c in table]
        table.loc[table.region_code == code, columns] = name
        return table

    hostile = dataclasses.replace(
        jiangsu,
        evidence=dataclasses.replace(
            jiangsu.evidence,
            regions=renamed(jiangsu.evidence.regions),
            overlays=jiangsu.evidence.overlays.assign(name=name, note=name),
        ),
        **{key: renamed(getattr(jiangsu, key)) for key in ("scores", "matching", "zones")},
        zone_profiles=jiangsu.zone_profiles.assign(zone_label=name, members=name),
        notes=jiangsu.notes.assign(detail=name),
    )
    with opened(write(hostile)) as page:
        choose(page, code)
        assert page.inner_text("#region-name") == name
        assert page.inner_text(f'tr[data-row="{code}"] button') == name
        assert page.inner_text("#warnings li >> nth=0") == name
        page.locator(f'path[data-code="{code}"]').focus()
        assert name in page.inner_text("#tip")
        show(page, "zone")
        assert page.locator(".zone-name b").first.text_content() == name
        assert page.locator("#zone-rows td.members").first.text_content() == name
        page.locator("[data-overlay]").first.click()
        assert page.inner_text("#region-name") == name
        assert page.locator(".overlay-name b").first.text_content() == name
        assert page.locator("img").count() == 0
        assert page.title() == jiangsu.study.settings.title


# --- around the map ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", STUDIES)
def test_nothing_sticks_out_of_the_window(name, size, files, opened):
    with opened(files[name], size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        frame = page.locator("#map").bounding_box()
        for path in region_paths(page).all():
            box = path.bounding_box()
            assert frame["x"] <= box["x"]
            assert box["x"] + box["width"] <= frame["x"] + frame["width"]
            assert box["y"] >= frame["y"]


@pytest.mark.parametrize("size", SIZES)
def test_names_do_not_cover_each_other(size, files, opened):
    script = """names => names.filter(n => !n.classList.contains("hidden")).map(n => {
        const b = n.getBoundingClientRect();
        return [b.left, b.right, b.top, b.bottom];
    })"""
    with opened(files["china"], size) as page:
        boxes = page.locator(".name span").evaluate_all(script)
        assert len(boxes) > 25
        covering = [
            (a, b)
            for n, a in enumerate(boxes)
            for b in boxes[:n]
            if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
        ]
        assert covering == []


@pytest.mark.parametrize("name", STUDIES)
def test_all_warnings_and_used_sources_are_printed(name, evaluations, files, opened):
    evaluation = evaluations[name]
    notes = evaluation.notes
    with opened(files[name]) as page:
        page.click('[data-tab="background"]')
        printed = page.locator("#warnings li").all_text_contents()
        assert sorted(printed) == sorted(notes[notes.severity == "warning"].detail)
        titles = page.locator("#sources tbody tr td:nth-child(2)").all_text_contents()
        sources = evaluation.evidence.sources.set_index("source_id").title
        assert set(titles) == {sources[s] for s in evaluation.evidence.figures.source_id.unique()}


def test_page_data_are_finite_or_null(incomplete):
    json.loads(pages.page(incomplete).split('id="data">')[1].split("</script>")[0])
