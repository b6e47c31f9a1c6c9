"""The report on public services: what it says first, what it prints, and what it leaves out."""

import pytest

from reports.word.paper import Paper
from reports.word.services import has_services, write_services
from reports.word.wording import texts
from tests.reports.policy_documents import chapters, paragraphs
from tests.reports.printed import body
from tests.reports.test_word import full_text, opened


def written(evaluation, folder):
    path = folder / "report_services.docx"
    write_services(evaluation, Paper(texts()), path)
    return opened(path)


@pytest.fixture(scope="module")
def china_report(china, tmp_path_factory):
    return written(china, tmp_path_factory.mktemp("china"))


@pytest.fixture(scope="module")
def demo_report(demo_evaluation, tmp_path_factory):
    return written(demo_evaluation, tmp_path_factory.mktemp("demo"))


def test_every_denominator_stands_beside_the_rate(china_report):
    first = next(text for text in paragraphs(china_report) if "104/318" in text)
    assert "104/318（32.7%）" in first
    assert "104/333（31.2%）" in first
    assert "须同时写明分母" in first


def test_published_rates_alone_make_one_chapter(china, china_report):
    assert chapters(china_report)[:2] == ["一、要点", "二、已公布的覆盖率"]
    assert not any("可及性" in chapter for chapter in chapters(china_report))
    assert "没有机构名录" in full_text(china_report)
    assert has_services(china)


def test_a_study_without_services_has_no_report(jiangsu):
    assert not has_services(jiangsu)


def test_all_services_together_are_printed_by_region(demo_evaluation, demo_report):
    supply = demo_evaluation.views["service_supply"]
    own = supply[supply.service == ""]
    rows = body(demo_report, "各地区供给与需求")
    assert [row[0] for row in rows] == list(own.region_name)
    access = demo_evaluation.views["service_access_regions"]
    rows = body(demo_report, "各地区可及性")
    assert [row[0] for row in rows] == list(access[access.service == ""].region_name)


def test_lagging_regions_stand_with_reason_and_advice(demo_evaluation, demo_report):
    lagging = demo_evaluation.views["service_lagging"]
    rows = body(demo_report, "薄弱地区")
    assert [row[1] for row in rows] == list(lagging.region_name)
    assert [row[-1] for row in rows] == list(lagging.advice)


def test_no_siting_is_called_best_without_proof(demo_evaluation, demo_report):
    siting = demo_evaluation.views["service_siting"]
    rows = body(demo_report, "选址方案")
    assert [row[1] for row in rows] == list(siting.status_label)
    assert set(siting.status) == {"infeasible", "optimal"}


def test_the_same_evaluation_gives_the_same_bytes(china, tmp_path):
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    for path in (first, second):
        write_services(china, Paper(texts()), path)
    assert first.read_bytes() == second.read_bytes()
