"""The matching quadrant and the bivariate layer: what goes together, and what does not."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from reports import palette
from reports.offline_map import words

STUDIES = ["china", "jiangsu"]


def choose(page, code):
    page.locator(f'path[data-code="{code}"]').dispatch_event("click")


def data_of(file):
    return json.loads(file.read_text("utf-8").split('id="data">')[1].split("</script>")[0])


# --- matching ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_bivariate_layer_parts_both_levels_in_pooled_thirds(name, evaluations, files, opened):
    evaluation = evaluations[name]
    table = evaluation.matching
    thirds = [
        pd.cut(
            table[key],
            [-1, *np.quantile(table[key].round(6), [1 / 3, 2 / 3]).round(6), 2],
            labels=False,
        )
        for key in ("u_ip", "u_industry")
    ]
    year = evaluation.study.settings.years[-1]
    expected = {
        code: palette.BIVARIATE[up][across]
        for code, up, across, at in zip(table.region_code, *thirds, table.year, strict=True)
        if at == year
    }
    with opened(files[name]) as page:
        page.click('[data-layer="ip_industry"]')
        script = "all => all.map(p => [p.dataset.code, p.getAttribute('fill')])"
        assert dict(page.locator("path[data-code]").evaluate_all(script)) == expected
        assert page.locator("#legend [data-class]").count() == 9
        counts = page.locator("#legend [data-count]").all_text_contents()
        assert sum(map(int, counts)) == len(expected)


@pytest.mark.parametrize("name", STUDIES)
def test_quadrant_parts_the_regions_as_the_table_says(name, evaluations, files, opened):
    evaluation = evaluations[name]
    year = evaluation.study.settings.years[-1]
    table = evaluation.matching[evaluation.matching.year == year].set_index("region_code")
    with opened(files[name]) as page:
        lines = page.locator("#quadrant line").evaluate_all(
            "all => all.map(l => ['x1', 'y1'].map(k => +l.getAttribute(k)))"
        )
        at_x, at_y = lines[0][0], lines[1][1]
        dots = page.locator("[data-dot]").evaluate_all(
            "all => all.map(d => [d.dataset.dot, +d.getAttribute('cx'), +d.getAttribute('cy')])"
        )
        assert len(dots) == len(table)
        quadrants = {(True, True): 1, (True, False): 2, (False, False): 3, (False, True): 4}
        for code, x, y in dots:
            if min(abs(x - at_x), abs(y - at_y)) > 0.1:  # positions have a tenth of a pixel
                assert quadrants[x > at_x, y < at_y] == table.quadrant[code]


def test_quadrant_takes_another_pair_and_moves_with_the_keyboard(files, opened):
    with opened(files["jiangsu"]) as page:
        position = '[data-dot="320300"]'
        before = page.get_attribute(position, "cx"), page.get_attribute(position, "cy")
        page.select_option("#pair", "ip_innovation")
        assert (page.get_attribute(position, "cx"), page.get_attribute(position, "cy")) != before
        assert "创新" in page.inner_text("#quadrant-plane")
        assert page.locator('[data-dot][tabindex="0"]').count() == 1
        page.locator('[data-dot][tabindex="0"]').focus()
        name = page.inner_text("#region-name")
        page.keyboard.press("ArrowLeft")
        assert page.inner_text("#region-name") != name
        page.keyboard.press("ArrowRight")
        assert page.inner_text("#region-name") == name


def test_region_without_levels_is_counted_beside_the_quadrant(jiangsu, write, opened):
    matching = jiangsu.matching.copy()
    matching.loc[matching.region_code == "320700", "u_ip"] = np.nan
    with opened(write(dataclasses.replace(jiangsu, matching=matching))) as page:
        assert page.locator('[data-dot="320700"]').count() == 0
        told = words()["quadrant_missing"].format(regions=1)
        assert told in page.inner_text("#quadrant-missing")
