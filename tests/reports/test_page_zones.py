import dataclasses

import numpy as np
import pandas as pd
import pytest

from reports import zone_layers
from reports.offline_map import words

STUDIES = ["china", "jiangsu"]
PHONE = (390, 844)
WEAK, FIRM, ALONE = "320300", "320500", "320100"


def show(page, layer):
    page.click(f'[data-layer="{layer}"]')


def choose(page, code):
    page.locator(f'path[data-code="{code}"]').dispatch_event("click")


def fill_of(page, code):
    return page.get_attribute(f'path[data-code="{code}"]', "fill")


def second_line(page, name):
    lines = page.locator(".region-name span", has_text=name).locator("i")
    return lines.first.text_content()


@pytest.fixture
def drawn(jiangsu):
    """Jiangsu with memberships that the test knows: one weak region, all others firm."""
    zones = jiangsu.zones.assign(kept=0.9, weak=0, alternative_zone="Z9", alternative_share=0.0625)
    weak = zones.region_code == WEAK
    zones.loc[weak, ["kept", "weak"]] = [0.6998, 1]
    zones.loc[weak, ["departs", "zone_majority"]] = [1, "苏中"]
    zones.loc[zones.region_code == FIRM, ["kept", "alternative_share"]] = [0.9995, 0.0005]
    zones.loc[zones.region_code == ALONE, "kept"] = 1.0
    zones.loc[zones.region_code == ALONE, ["alternative_zone", "alternative_share"]] = ["", np.nan]
    zones["type_reason"] = "理由：得分 0.50"
    return dataclasses.replace(jiangsu, zones=zones)


@pytest.fixture
def undrawn(jiangsu):
    """Jiangsu as it is where the study draws nothing."""
    zones = jiangsu.zones.assign(
        kept=np.nan, weak=None, alternative_zone="", alternative_share=np.nan
    )
    return dataclasses.replace(jiangsu, zones=zones)


def test_weak_members_are_hatched_over_their_zone(drawn, write, opened):
    with opened(write(drawn)) as page:
        show(page, "zone")
        pattern = fill_of(page, WEAK)[5:-1]
        zone = drawn.zones.set_index("region_code").zone
        alike = zone.index[(zone == zone[WEAK]) & (zone.index != WEAK)][0]
        assert page.get_attribute(f"#{pattern} rect", "fill") == fill_of(page, alike)
        row = page.locator("#legend .row.among")
        assert row.locator("span").inner_text() == zone_layers.weak_text(0.7)
        assert "70%" in row.inner_text()
        assert row.locator("em").inner_text() == "1"
        show(page, "zone_type")
        assert not fill_of(page, WEAK).startswith("url(#weak")


def test_bound_is_the_study_s():
    assert "不足 67.5%" in zone_layers.weak_text(0.675)


def test_kept_share_is_the_second_line_and_never_rounded_up_to_the_bound(drawn, write, opened):
    with opened(write(drawn)) as page:
        show(page, "zone")
        assert second_line(page, "徐州") == "69%"
        assert second_line(page, "苏州") == words()["above_ninety_nine"]
        assert second_line(page, "南京") == "100%"


def test_panel_and_tip_tell_the_membership(drawn, write, opened):
    with opened(write(drawn)) as page:
        choose(page, WEAK)
        own = drawn.zones.set_index("region_code").zone[WEAK]
        told = page.inner_text('[data-standing="zone"]')
        assert f"抽样中 69% 留在 {own} 区，其余多归入 Z9 区（6%）" in told
        assert zone_layers.weak_text(0.7) in told
        assert "官方分区为苏北，所在功能区以苏中为主" in told
        assert "理由：得分 0.50" in page.inner_text('[data-standing="type"]')
        page.locator(f'path[data-code="{WEAK}"]').focus()
        assert f"抽样中 69% 留在 {own} 区" in page.inner_text("#tip p")
        label = page.get_attribute(f'path[data-code="{WEAK}"]', "aria-label")
        assert f"抽样中 69% 留在 {own} 区" in label
        choose(page, ALONE)
        own = drawn.zones.set_index("region_code").zone[ALONE]
        lines = page.locator('[data-standing="zone"] dd').all_inner_texts()
        assert lines == [f"抽样中 100% 留在 {own} 区"]


def test_without_draws_nothing_is_claimed(undrawn, write, opened):
    with opened(write(undrawn)) as page:
        show(page, "zone")
        assert words()["kept_unknown"] in page.inner_text("#legend")
        assert page.locator("#legend .among").count() == 0
        assert second_line(page, "徐州") == ""
        assert words()["kept_unknown"] in page.inner_text('[data-standing="zone"]')


def test_region_outside_every_zone_is_said_so(drawn, write, opened):
    zones = drawn.zones.copy()
    here = zones.region_code == WEAK
    zones.loc[here, ["zone", "alternative_zone", "zone_majority"]] = ""
    zones.loc[here, ["kept", "weak", "alternative_share"]] = np.nan
    with opened(write(dataclasses.replace(drawn, zones=zones))) as page:
        choose(page, WEAK)
        lines = page.locator('[data-standing="zone"] dd').all_inner_texts()
        assert lines == [words()["unzoned"]]


@pytest.mark.parametrize("name", STUDIES)
def test_table_holds_the_profiles_of_the_chosen_year(name, evaluations, files, opened):
    evaluation = evaluations[name]
    profiles = evaluation.zone_profiles
    with opened(files[name]) as page:
        for place in {0, len(evaluation.study.settings.years) - 1}:
            year = evaluation.study.settings.years[place]
            if page.locator("#year").count():
                page.locator("#year").fill(str(place))
            assert page.inner_text("#zones-year") == f"{year} 年"
            for kind in zone_layers.KINDS:
                rows = profiles[(profiles.kind == kind) & (profiles.year == year)]
                cells = page.locator(f'tr[data-profile="{kind}"]').evaluate_all(
                    "rows => rows.map(r => Array.from(r.children, c => c.textContent))"
                )
                assert [cell[0] for cell in cells] == rows.zone_label.to_list()
                for cell, row in zip(cells, rows.to_dict("records"), strict=True):
                    assert cell[1] == f"{row['regions']:.0f}"
                    means = [row[score] for score in zone_layers.PROFILE_SCORES]
                    expected = ["—" if np.isnan(mean) else f"{mean:.3f}" for mean in means]
                    assert cell[2:7] == expected
                    assert cell[-1] == ("" if pd.isna(row["members"]) else row["members"])


@pytest.mark.parametrize("name", STUDIES)
def test_remarks_on_the_zones_of_the_year_stand_above_the_table(name, evaluations, files, opened):
    evaluation = evaluations[name]
    notes = evaluation.notes
    year = str(evaluation.study.settings.years[-1])
    said = notes[(notes.year == year) & notes.message_code.isin(zone_layers.ON_ZONES)].detail
    assert len(said)
    with opened(files[name], PHONE) as page:
        assert page.locator("#zone-remarks li").all_inner_texts() == said.to_list()
