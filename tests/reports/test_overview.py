import dataclasses
import re

import pytest

from reports.overview import findings, write_overview


@pytest.fixture(scope="module")
def folder(china, jiangsu, tmp_path_factory):
    made = tmp_path_factory.mktemp("overview")
    write_overview([china, jiangsu], made)
    return made


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_overview_shows_every_study_with_its_map(size, folder, opened):
    with opened(folder / "index.html", size) as page:
        links = page.locator("h2 a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        assert links == ["china/index.html", "jiangsu/index.html"]
        assert page.locator("article").first.locator("path:not(.line)").count() == 34
        assert page.locator("article").last.locator("path:not(.line)").count() == 13
        assert page.locator("path.line").get_attribute("d").count("M") == 9
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_findings_come_from_the_tables(jiangsu):
    sentences = findings(jiangsu)
    scores = jiangsu.scores[jiangsu.scores.dimension == "composite"].sort_values("rank")
    short = jiangsu.evidence.regions.set_index("region_code").short_name
    first, last = (short[scores.region_code.iloc[n]] for n in (0, -1))
    assert sentences[0].index(first) < sentences[0].index(last)
    caveat = jiangsu.notes[jiangsu.notes.message_code == "indistinct"].detail.item()
    assert caveat in sentences[0]
    counts = jiangsu.matching.lag_type.value_counts()
    text = "".join(sentences)
    assert all(f"{name} {count} 个" in text for name, count in counts.items())
    assert f"{len(jiangsu.catalogue)} 条" in text
    profiles = jiangsu.zone_profiles
    assert all(zone in text for zone in profiles.zone_label[profiles.kind == "zone"])


def test_missing_scores_are_hatched(jiangsu, tmp_path):
    scores = jiangsu.scores.copy()
    missing = scores.region_code == "320700"
    scores.loc[missing, "score"] = float("nan")
    scores["rank"] = scores["rank"].mask(missing)
    write_overview([dataclasses.replace(jiangsu, scores=scores)], tmp_path)
    text = (tmp_path / "index.html").read_text("utf-8")
    assert text.count('fill="url(#no-data)"') == 1


def test_same_studies_give_the_same_bytes(china, jiangsu, folder, tmp_path):
    write_overview([china, jiangsu], tmp_path)
    assert (tmp_path / "index.html").read_bytes() == (folder / "index.html").read_bytes()


def test_overview_links_to_nothing_outside(folder):
    text = (folder / "index.html").read_text("utf-8")
    links = re.findall(r"""\b(?:src|href)\s*=\s*["']?([^"'\s>]+)""", text)
    assert links
    assert not [link for link in links if ":" in link]
