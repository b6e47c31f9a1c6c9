"""The publication archive: releases are added, never changed, and every index leads to them."""

import hashlib
import json
import shutil

import pytest

import run_eval
from geodata.errors import Problems
from reports.archive import publish
from reports.write import write


@pytest.fixture(scope="module")
def run(jiangsu, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "jiangsu"
    write(jiangsu, folder, "0" * 64, "", jiangsu_clock())
    return folder


def jiangsu_clock():
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def edited(run, tmp_path):
    """A copy of the run with other results."""
    folder = tmp_path / "edited"
    shutil.copytree(run, folder)
    scores = folder / "tables" / "scores.csv"
    scores.write_bytes(scores.read_bytes().replace(b"composite", b"composited", 1))
    return folder


def tree(site):
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_a_release_holds_the_run_to_the_last_byte(run, tmp_path):
    [(release, new)] = publish(run, tmp_path, Problems())
    assert (release.path, new) == ("releases/jiangsu/2026-11-22", True)
    copied = tree(tmp_path / release.path)
    record = json.loads(copied.pop("release.json"))
    assert copied == tree(run)
    assert record["files"]["manifest.json"]["sha256"] == (
        hashlib.sha256(copied["manifest.json"]).hexdigest()
    )


def test_the_same_results_are_published_once_and_others_as_a_revision(run, edited, tmp_path):
    site = tmp_path / "site"
    publish(run, site, Problems())
    before = tree(site)
    again = tmp_path / "again"
    shutil.copytree(run, again)
    manifest = json.loads((again / "manifest.json").read_text(encoding="utf-8"))
    later = json.dumps(manifest | {"created": "2027-01-01T00:00:00+00:00"}, ensure_ascii=False)
    (again / "manifest.json").write_text(later, encoding="utf-8")
    assert [new for _, new in publish(again, site, Problems())] == [False]
    assert tree(site) == before
    [(release, new)] = publish(edited, site, Problems())
    assert (release.path, new) == ("releases/jiangsu/2026-11-22-r2", True)
    kept = {
        name: text
        for name, text in tree(site).items()
        if name.startswith("releases/jiangsu/2026-11-22/")
    }
    assert kept == {name: text for name, text in before.items() if name.startswith("releases/")}
    dataset = json.loads((site / "catalog.json").read_text(encoding="utf-8"))["dcat:dataset"][0]
    assert dataset["dcat:previousVersion"] == "releases/jiangsu/2026-11-22/"


def test_a_changed_release_stops_publication(run, edited, tmp_path, capsys):
    site = tmp_path / "site"
    publish(run, site, Problems())
    page = site / "releases/jiangsu/2026-11-22/index.html"
    page.write_text("changed", encoding="utf-8")
    before = tree(site)
    assert run_eval.main(["publish", str(edited), "--to", str(site)]) == run_eval.USER
    assert "index.html" in capsys.readouterr().err
    assert tree(site) == before


def test_a_folder_that_is_no_run_is_said(tmp_path, capsys):
    assert (
        run_eval.main(["publish", str(tmp_path), "--to", str(tmp_path / "site")]) == run_eval.USER
    )
    assert "manifest.json" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_every_path_of_the_catalogue_and_the_page_exists(run, tmp_path, opened):
    publish(run, tmp_path, Problems())
    catalog = json.loads((tmp_path / "catalog.json").read_text(encoding="utf-8"))
    [dataset] = catalog["dcat:dataset"]
    for one in dataset["dcat:distribution"]:
        path = tmp_path / one["dcat:downloadURL"]
        assert path.stat().st_size == one["dcat:byteSize"]
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert digest == one["spdx:checksum"]["spdx:checksumValue"]
        assert one["dcat:mediaType"] != "application/octet-stream", path.name
    with opened(tmp_path / "index.html", (390, 844)) as page:
        links = page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert all((tmp_path / link.split("#")[0]).is_file() for link in links)
        assert page.locator(".index li").count() == 13
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
