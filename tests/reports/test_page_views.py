"""Linked views: whatever is chosen in one shows in all others."""

import dataclasses
import json

import numpy as np
import pytest

from layout.labels import label
from reports import page as pages
from reports.offline_map import words

STUDIES = ["china", "jiangsu"]
SIZES = [(1440, 900), (1024, 768), (390, 844)]


def row(table, code, year):
    return table[(table.region_code == code) & (table.year == year)].iloc[0]


def choose(page, code):
    page.locator(f'path[data-code="{code}"]').dispatch_event("click")


def data_of(file):
    return json.loads(file.read_text("utf-8").split('id="data">')[1].split("</script>")[0])


def rows_of(page):
    return page.locator("#ranking-rows tr").evaluate_all("rows => rows.map(r => r.dataset.row)")


def part(page, name):
    return page.inner_text(f'[data-part="{name}"]')


def tile(page, name):
    return page.inner_text(f'[data-tile="{name}"]')


# --- one choice, all views ------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_map_ranking_card_and_quadrant_show_the_same_region(size, files, opened):
    def seen(page):
        selected = page.locator("tr[aria-current]").get_attribute("data-row")
        name = page.inner_text("#region-name")
        marks = page.locator("#quadrant .mark").all_text_contents()
        return selected, name, marks

    with opened(files["jiangsu"], size) as page:
        choose(page, "320300")
        assert seen(page) == ("320300", "徐州市", ["徐州"])
        page.click('tr[data-row="320900"]')
        assert seen(page) == ("320900", "盐城市", ["盐城"])
        page.locator('[data-dot="321000"]').dispatch_event("click")
        assert seen(page) == ("321000", "扬州市", ["扬州"])
        # 连云港 lies far below: its row comes into the list's own window
        choose(page, "320700")
        listed, shown = (
            page.locator(one).bounding_box() for one in ("#ranking-list", "[aria-current]")
        )
        assert listed["y"] <= shown["y"]
        assert shown["y"] + shown["height"] <= listed["y"] + listed["height"] + 1
        assert page.evaluate("window.scrollY") == 0 or size != SIZES[0]


def test_ranking_tells_the_layer_of_the_map(china, files, opened):
    year = china.study.settings.years[-1]
    with opened(files["china"]) as page:
        for key in ("u_industry", "lag_type", "ip_industry", "zone"):
            page.click(f'[data-layer="{key}"]')
            expected = row(pages.figures(china), "110000", year)[key]
            told = page.inner_text('tr[data-row="110000"] .side')
            assert told == (expected if isinstance(expected, str) else f"{expected:.3f}")
            sign = page.get_attribute('[data-sign="110000"]', "fill")
            assert sign == page.get_attribute('path[data-code="110000"]', "fill")
        page.click('[data-layer="composite"]')
        assert page.inner_text("#ranking-side") == label("metric", "coordination")


@pytest.mark.parametrize("name", STUDIES)
def test_facts_of_the_year_are_those_of_the_tables(name, evaluations, files, opened):
    evaluation = evaluations[name]
    year = evaluation.study.settings.years[-1]
    means = evaluation.views["study_means"]
    mean = means[(means.year == year) & (means.quantity == "composite")]["mean"].iloc[0]
    lag = evaluation.matching[evaluation.matching.year == year].lag_type
    with opened(files[name]) as page:
        told = page.locator("#facts dd").all_inner_texts()
        assert told[0] == f"{mean:.3f}"
        assert told[3] == f"{(lag != label('lag', 'none')).sum()} 个"
        assert told[4] == f"{len(lag)} / {len(lag)}"


# --- the card ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 9])
def test_card_sets_scores_against_the_past(place, china, files, opened):
    year = china.study.settings.years[place]
    changes = china.views["changes"]
    changes = row(changes[changes.quantity == "composite"], "340000", year)
    composite = row(china.scores[china.scores.dimension == "composite"], "340000", year)
    with opened(files["china"]) as page:
        page.locator("#year").fill(str(place))
        choose(page, "340000")
        assert f"{composite.score:.3f}" in tile(page, "composite")
        assert f"{composite.score_low:.3f}–{composite.score_high:.3f}" in tile(page, "composite")
        assert f"{composite['rank']} / 31" in tile(page, "rank")
        moved = page.inner_text('tr[data-row="340000"] .move')
        if place == 0:
            assert words()["first_year"] in tile(page, "change")
            assert moved == "—"
            return
        assert f"{changes.change:+.3f}".replace("-", "−") in tile(page, "change")
        assert f"{changes.change_first:+.3f}".replace("-", "−") in tile(page, "change")
        assert moved.strip("▲▼—") == (str(abs(changes.rank_change)) if changes.rank_change else "")


@pytest.mark.parametrize("name", STUDIES)
def test_bars_are_marked_with_the_means_of_study_and_zone(name, evaluations, files, opened):
    evaluation = evaluations[name]
    year, code = evaluation.study.settings.years[-1], evaluation.evidence.regions.region_code[2]
    zone = row(evaluation.zones, code, year).zone
    profiles = evaluation.zone_profiles
    profile = profiles[(profiles.kind == "zone") & (profiles.year == year)]
    profile = profile[profile.zone == zone].iloc[0]
    means = evaluation.views["study_means"]
    means = means[means.year == year].set_index("quantity")["mean"]
    with opened(files[name]) as page:
        choose(page, code)
        for quantity in ("composite", "ip", "innovation", "industry", "coordination"):
            key = quantity if quantity in means.index[[0, 4]] else f"u_{quantity}"
            bar = page.locator(f'[data-bar="{key}"]')
            title = bar.get_attribute("title")
            assert f"全体均值 {means[quantity]:.3f}" in title
            assert f"所在功能区均值 {profile[key]:.3f}" in title
            marks = bar.locator("line").evaluate_all("all => all.map(l => +l.getAttribute('x1'))")
            assert marks == pytest.approx([100 * means[quantity], 100 * profile[key]])


@pytest.mark.parametrize("name", STUDIES)
def test_card_tells_obstacles_catalogue_and_like_regions(name, evaluations, files, opened):
    evaluation = evaluations[name]
    year = evaluation.study.settings.years[-1]
    code = evaluation.catalogue.region_code.iloc[0]
    obstacles = evaluation.views["obstacles"]
    obstacles = obstacles[(obstacles.region_code == code) & (obstacles.year == year)]
    greatest = obstacles.sort_values("rank").label.to_list()[:3]
    rows = evaluation.catalogue[evaluation.catalogue.region_code == code]
    similar = evaluation.views["similar"]
    similar = similar[(similar.region_code == code) & (similar.year == year)]
    with opened(files[name]) as page:
        choose(page, code)
        told = page.locator('[data-part="obstacles"] li span').all_inner_texts()
        assert told == greatest
        assert page.locator('[data-part="catalogue"] li').count() == min(3, len(rows))
        first = rows.sort_values("priority", kind="stable").iloc[0]
        assert first.lead_department in part(page, "catalogue")
        assert first.reason in part(page, "catalogue")
        near = page.locator("[data-similar]").evaluate_all("all => all.map(b => b.dataset.similar)")
        assert near == similar.other_code.to_list()
        assert f"{similar.distance.iloc[0]:.3f}" in part(page, "similar")


def test_trend_has_a_band_where_there_are_intervals(china, jiangsu, files, write, opened):
    with opened(files["china"]) as page:
        assert page.locator('[data-part="trend"] .band').count() == 1
        assert page.locator('[data-part="trend"] circle').count() == 10
    with opened(files["jiangsu"]) as page:  # one year is no trend
        assert page.locator('[data-part="trend"]').count() == 0
    scores = china.scores.assign(score_low=np.nan, score_high=np.nan, rank_low=None, rank_high=None)
    with opened(write(dataclasses.replace(china, scores=scores))) as page:
        assert page.locator('[data-part="trend"] .band').count() == 0
        assert words()["no_interval"] in tile(page, "rank")


def test_sentence_is_spoken_and_says_what_is_missing(jiangsu, write, files, opened):
    with opened(files["jiangsu"]) as page:
        choose(page, "320300")
        spoken = page.locator("#region-sentence")
        assert spoken.get_attribute("aria-live") == "polite"
        composite = jiangsu.scores[jiangsu.scores.dimension == "composite"]
        own = row(composite, "320300", 2024)
        assert f"居第 {own['rank']} 位" in spoken.inner_text()
        assert f"{own.rank_low}–{own.rank_high}" in spoken.inner_text()
    scores = jiangsu.scores.copy()
    here = scores.region_code == "320300"
    scores.loc[here, ["score", "score_low", "score_high"]] = np.nan
    for column in ("rank", "rank_low", "rank_high"):
        scores[column] = scores[column].mask(here)
    with opened(write(dataclasses.replace(jiangsu, scores=scores))) as page:
        choose(page, "320300")
        assert "没有综合得分" in page.inner_text("#region-sentence")


# --- comparison ----------------------------------------------------------------------------------


def test_two_regions_stand_side_by_side(jiangsu, files, opened):
    one, other = (row(jiangsu.matching, code, 2024) for code in ("320300", "320600"))
    with opened(files["jiangsu"]) as page:
        choose(page, "320300")
        page.fill("#compare-input", "南通")
        page.keyboard.press("Enter")
        cells = page.locator('[data-compared="coordination"] td').all_inner_texts()
        gap = f"{one.coordination - other.coordination:+.3f}".replace("-", "−")
        assert cells == [f"{one.coordination:.3f}", f"{other.coordination:.3f}", gap]
        assert page.locator("#ranking tr.beside").get_attribute("data-row") == "320600"
        assert page.locator("#quadrant .mark").all_text_contents() == ["南通", "徐州"]
        page.click("#compare-swap")
        assert page.inner_text("#region-name") == "南通市"
        assert page.locator("#comparison thead th").all_inner_texts()[:2] == ["南通", "徐州"]
        page.click("#compare-end")
        assert page.locator("#comparison").count() == 0
        page.locator("[data-similar]").first.click()
        assert page.locator("#comparison").count() == 1
        beside = page.locator("#ranking tr.beside").get_attribute("data-row")
        choose(page, beside)  # nothing is compared with itself
        assert page.locator("#comparison").count() == 0


# --- search ----------------------------------------------------------------------------------------


def test_search_by_name_and_code_with_the_keyboard(files, opened):
    with opened(files["china"]) as page:
        search = page.locator("#search-input")
        search.focus()
        page.keyboard.type("江")
        options = page.locator("#search-list li").all_inner_texts()
        assert [text.split("\n")[0] for text in options] == [
            "江苏省",
            "江西省",
            "黑龙江省",
            "浙江省",
        ]
        assert search.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        chosen = search.get_attribute("aria-activedescendant")
        assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
        assert page.inner_text("#region-name") == "江西省"
        assert not page.locator("#search-list").is_visible()
        search.fill("4401")
        assert page.inner_text("#search-list li") == words()["search_none"]
        page.keyboard.press("Enter")
        assert page.inner_text("#region-name") == "江西省"
        search.fill("44")
        page.locator("#search-list li").first.click()
        assert page.inner_text("#region-name") == "广东省"
        search.fill("京")
        page.keyboard.press("Escape")
        assert search.input_value() == ""


# --- from a zone to its regions ----------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_a_zone_leads_to_its_regions(name, evaluations, files, opened):
    evaluation = evaluations[name]
    year = evaluation.study.settings.years[-1]
    zones = evaluation.zones[evaluation.zones.year == year].set_index("region_code").zone
    zone = zones.value_counts().index[0]
    members = set(zones.index[zones == zone])
    everyone = set(zones.index)
    with opened(files[name]) as page:
        page.click('[data-layer="zone"]')
        page.click(f'#legend [data-zone="{zone}"]')
        assert set(rows_of(page)) == members
        beyond = page.locator("path.beyond").evaluate_all("all => all.map(p => p.dataset.code)")
        assert set(beyond) == everyone - members
        assert f"（{len(members)} 个地区）" in page.inner_text("#focus")
        page.click("#focus button")
        assert set(rows_of(page)) == everyone
        page.locator(f'#zone-rows [data-zone="{zone}"]').focus()
        page.keyboard.press("Enter")
        assert set(rows_of(page)) == members
        page.keyboard.press("Enter")
        page.locator(".zone-name b", has_text=zone).first.dispatch_event("click")
        assert set(rows_of(page)) == members


def test_a_zone_that_a_year_does_not_have_is_let_go(china, write, opened):
    first, zone = china.study.settings.years[0], "Z4"
    zones, profiles = china.zones.copy(), china.zone_profiles
    zones.loc[(zones.year == first) & (zones.zone == zone), "zone"] = "Z3"
    gone = (profiles.year == first) & (profiles.kind == "zone") & (profiles.zone == zone)
    changed = dataclasses.replace(china, zones=zones, zone_profiles=profiles[~gone])
    with opened(write(changed)) as page:
        page.click(f'#zone-rows [data-zone="{zone}"]')
        assert len(rows_of(page)) < 31
        page.locator("#year").fill("1")
        assert len(rows_of(page)) < 31
        page.locator("#year").fill("0")
        assert len(rows_of(page)) == 31
        assert not page.locator("#focus").is_visible()


@pytest.fixture
def with_provinces(jiangsu):
    """Jiangsu whose regions say that they belong to three cities, as counties would."""
    regions = jiangsu.evidence.regions.copy()
    regions["parent_code"] = ["320100", "320200", "330100"] + ["320100"] * (len(regions) - 3)
    return dataclasses.replace(
        jiangsu, evidence=dataclasses.replace(jiangsu.evidence, regions=regions)
    )


def test_units_above_lead_to_their_regions(with_provinces, write, files, opened):
    codes = with_provinces.evidence.regions.region_code
    with opened(write(with_provinces)) as page:
        offered = page.locator("#unit option").all_inner_texts()
        assert [text.strip("　") for text in offered] == [
            words()["filter_all"], "江苏省", "南京市", "无锡市", "浙江省", "杭州市",
        ]  # fmt: skip
        page.select_option("#unit", "330000")
        assert rows_of(page) == [codes[2]]
        page.click("#focus button")
        assert len(rows_of(page)) == len(codes)
    with opened(files["jiangsu"]) as page:
        assert page.locator("#unit").count() == 0


# --- for those who see, read or move otherwise ---------------------------------------------------------


def test_nothing_glides_for_who_asked_for_less_motion(files, opened):
    script = """() => {
        document.querySelector('.leaflet-map-pane').parentNode.classList.add('leaflet-zoom-anim');
        return getComputedStyle(document.querySelector('.leaflet-zoom-animated')).transitionDuration;
    }"""
    with opened(files["jiangsu"]) as page:
        page.emulate_media(reduced_motion="no-preference")
        page.evaluate(script)
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(script) == "0s"


def test_ranking_is_told_a_hundred_rows_at_a_time(jiangsu, files, tmp_path, opened):
    text = files["jiangsu"].read_text("utf-8").replace("RANKING_ROWS = 100", "RANKING_ROWS = 5")
    file = tmp_path / "index.html"
    file.write_text(text.replace("PAGE_ROWS = 100", "PAGE_ROWS = 5"), "utf-8")
    with opened(file) as page:
        first = rows_of(page)
        assert len(first) == 5
        page.locator("#ranking-more button").last.click()
        assert len(rows_of(page)) == 5
        assert not set(rows_of(page)) & set(first)
        last = jiangsu.scores[jiangsu.scores.dimension == "composite"].sort_values("rank")
        choose(page, last.region_code.iloc[-1])  # its page of rows is shown
        assert rows_of(page)[-1] == last.region_code.iloc[-1]


# --- size of what the page holds -------------------------------------------------------------------------


def test_figures_are_packed_by_year(china, files):
    figures = data_of(files["china"])["figures"]
    assert list(figures) == [str(year) for year in china.study.settings.years]
    assert figures["2023"]["oldest_figure"] == 2023  # one value for all is told once
