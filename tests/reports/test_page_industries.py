"""The tab of industries: it draws and lists what the tables say, as text."""

import pytest

from tests.reports.registered_panels import choose, here, number, open_tab, panel, rows_of


def test_industries_lie_where_their_quotients_say(registered_pages, jiangsu_registered, opened):
    table = here(jiangsu_registered.views["industry_specialisation"], "320500", 2024)
    table = table.set_index("industry")
    drawn = table[table.lq.notna() & table.rta.fillna(table.rta_plain).notna()]
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "industries")
        choose(page, "320500")
        read = "dots => dots.map(d => [d.dataset.industry, +d.getAttribute('cx'), +d.getAttribute('cy'), d.getAttribute('fill')])"
        dots = page.locator("#industry-plane circle").evaluate_all(read)
        middle = page.locator("#industry-plane line").first.get_attribute("x1")
    assert sorted(dot[0] for dot in dots) == sorted(drawn.index)
    for code, x, _, fill in dots:
        assert (x > float(middle)) == (drawn.lq[code] > 1)
        assert (fill == "#fff") == (drawn.quadrant[code] == "insufficient")
    across = sorted(dots, key=lambda dot: dot[1])
    assert drawn.lq.loc[[dot[0] for dot in across]].diff().dropna().ge(-0.02).all()
    up = sorted((dot for dot in dots if dot[3] != "#fff"), key=lambda dot: -dot[2])
    assert drawn.rta.loc[[dot[0] for dot in up]].diff().dropna().ge(-0.02).all()


def test_few_rights_are_hollow_and_say_so(registered_pages, jiangsu_registered, opened):
    table = jiangsu_registered.views["industry_specialisation"]
    unsure = table[(table.quadrant == "insufficient") & (table.year == 2024)]
    code = unsure.groupby("region_code").size().idxmax()
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "industries")
        choose(page, code)
        hollow = page.locator('#industry-plane circle[fill="#fff"]')
        assert hollow.count() > 0
        assert "数据不足" in hollow.first.get_attribute("aria-label")


def test_arrow_keys_go_from_industry_to_industry_and_mark_the_row(registered_pages, opened):
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "industries")
        dots = page.locator("#industry-plane circle")
        order = dots.evaluate_all(
            "d => d.slice().sort((a, b) => a.getAttribute('cx') - b.getAttribute('cx')).map(x => x.dataset.industry)"
        )
        page.locator(f'[data-industry="{order[0]}"]').dispatch_event("click")
        page.locator(f'[data-industry="{order[0]}"]').focus()
        page.keyboard.press("ArrowRight")
        now = page.evaluate("document.activeElement.getAttribute('data-industry')")
        assert now == order[1]
        assert page.locator('#industry-plane circle[tabindex="0"]').count() == 1
        marked = panel(page, "industry_specialisation").locator("tr.chosen td").first
        assert marked.inner_text() == now
        assert now in page.inner_text("#industry-told")


def test_every_industry_of_the_region_is_in_the_table(registered_pages, jiangsu_registered, opened):
    table = here(jiangsu_registered.views["industry_specialisation"], "321300", 2024)
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "industries")
        choose(page, "321300")
        found = rows_of(page, "industry_specialisation")
    assert [cells[:2] for cells in found] == table[["industry", "industry_zh"]].to_numpy().tolist()
    assert [cells[4] for cells in found] == [number(value, 2) for value in table.rta]


def test_candidates_are_those_of_the_region(registered_pages, jiangsu_registered, opened):
    table = here(jiangsu_registered.views["industry_relatedness"], "321300", 2024)
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "industries")
        choose(page, "321300")
        found = rows_of(page, "industry_relatedness")
    assert [cells[1] for cells in found] == list(table.industry)


@pytest.mark.parametrize("code", ["320100", "320800", "321300"])
def test_likeness_is_told_from_both_sides_the_most_alike_first(
    code, registered_pages, jiangsu_registered, opened
):
    table = jiangsu_registered.views["industry_similarity"]
    own = table[(table.region_code == code) | (table.other_code == code)]
    names = [
        row.other_name if row.region_code == code else row.region_name
        for row in own.sort_values("similarity_economy", ascending=False).itertuples()
    ]
    with opened(registered_pages["jiangsu"]) as page:
        open_tab(page, "industries")
        choose(page, code)
        found = rows_of(page, "industry_similarity")
    assert len(found) == len(jiangsu_registered.evidence.regions) - 1
    assert [cells[0] for cells in found] == names


def test_a_year_that_the_page_lacks_is_not_passed_off_as_the_chosen_one(registered_pages, opened):
    with opened(registered_pages["china"]) as page:
        open_tab(page, "industries")
        choose(page, "440000", 2015)
        named = panel(page, "industry_relatedness").locator("[data-place]").inner_text()
        assert "2015" not in named
        assert "本页只有此年" in named
