import html
import re
from dataclasses import dataclass

import pandas as pd
import pytest

from geodata.evidence import Evidence
from layout.audit import PAIR, audit
from layout.audit_rules import rules, sections, verdicts
from layout.audit_verdict import verdict
from layout.evaluation import core
from layout.indicators import DIMENSIONS
from layout.notes import Notes
from layout.study import Study, measures
from reports import audit_page as pages

SIZES = [(1440, 900), (1024, 768), (390, 844)]
STUDIES = ["china", "jiangsu"]
PRINTED = (718, 1040)
"""A4 less its margins of 10 mm, in pixels of 1/96 inch."""

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(2)>&\"'"


@dataclass(frozen=True)
class Audited:
    """What the page reads of an evaluation."""

    study: Study
    audit: pd.DataFrame
    notes: pd.DataFrame


def audited(study: Study, evidence: Evidence, notes: pd.DataFrame) -> Audited:
    base = core(study, evidence, measures(study, evidence), Notes())
    frame = audit(study, base.indicators, base.values, base.scores, base.match)
    return Audited(study, frame, notes)


@pytest.fixture(scope="module")
def evaluations(china, jiangsu):
    given = {"china": china, "jiangsu": jiangsu}
    return {name: audited(one.study, one.evidence, one.notes) for name, one in given.items()}


@pytest.fixture(scope="module")
def files(evaluations, tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    written = {name: folder / name / "audit.html" for name in evaluations}
    for name, file in written.items():
        pages.write_audit_page(evaluations[name], file)
    return written


def plain(text):
    """Text of the page's body without its markup."""
    body = re.sub(r"<(style|title)\b.*?</\1>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


# --- the file ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_same_audit_gives_the_same_bytes(name, evaluations, files, tmp_path):
    pages.write_audit_page(evaluations[name], tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == files[name].read_bytes()


@pytest.mark.parametrize("name", STUDIES)
def test_nothing_executes_and_links_stay_in_the_folder(name, files):
    text = files[name].read_text("utf-8")
    assert "<script" not in text
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert "url(" not in text
    links = re.findall(r"""\b(?:src|href)\s*=\s*["']?([^"'\s>]+)""", text)
    assert links == ["index.html", *(f"#{code}" for code in sections()), "tables/audit.csv"]
    assert all(f'id="{code}"' in text for code in sections())


@pytest.mark.parametrize("name", STUDIES)
def test_page_states_the_verdict_every_rule_and_the_study_s_limits(name, evaluations, files):
    one, text = evaluations[name], plain(files[name].read_text("utf-8"))
    assert verdict(one.audit) in text
    for rule in rules().values():
        assert f"{rule.label_zh} {rule.text}。" in text
        assert rule.source in text
    for limit in one.study.settings.limits:
        assert limit in text


def test_hostile_names_are_only_text(evaluations, tmp_path, opened):
    one = evaluations["china"]
    frame = one.audit.assign(subject_label=HOSTILE + one.audit.subject_label, remark=HOSTILE)
    notes = one.notes.assign(detail=HOSTILE)
    settings = one.study.settings.model_copy(update={"title": HOSTILE})
    text = pages.audit_page(settings, frame, notes)
    assert "<script" not in text
    assert "<img" not in text
    file = tmp_path / "audit.html"
    file.write_text(text, encoding="utf-8")
    with opened(file) as page:
        assert page.locator("script, img").count() == 0
        assert HOSTILE in page.inner_text("h1")
        assert HOSTILE in page.inner_text("#item tbody")


def test_an_audit_without_a_single_value_still_gives_a_page(evaluations):
    one = evaluations["jiangsu"]
    blank = one.audit.assign(value=float("nan"), verdict="not_applicable", remark="缺数")
    text = plain(pages.audit_page(one.study.settings, blank, one.notes))
    assert "nan" not in text.lower()
    assert verdict(blank) in text


# --- the page in a browser --------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", STUDIES)
def test_page_fits_every_window(name, size, files, opened):
    with opened(files[name], size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        over = "els => els.filter(e => e.scrollWidth > e.clientWidth + 1).length"
        assert page.locator(".scroll").evaluate_all(over) == 0


@pytest.mark.parametrize("name", STUDIES)
def test_page_prints_on_a4(name, files, opened):
    with opened(files[name], PRINTED) as page:
        page.emulate_media(media="print")
        right = "tables => Math.max(...tables.map(t => t.getBoundingClientRect().right))"
        assert page.locator("table").evaluate_all(right) <= PRINTED[0]
        assert not page.locator("nav").is_visible()


@pytest.mark.parametrize("name", STUDIES)
def test_counts_are_those_of_the_table(name, evaluations, files, opened):
    expected = evaluations[name].audit.verdict.value_counts()
    with opened(files[name]) as page:
        for code, (word, symbol) in verdicts().items():
            shown = page.locator(f"#counts li:has(.{code})")
            if code not in expected:
                assert shown.count() == 0
                continue
            assert shown.inner_text().split() == [symbol, word, str(expected[code])]


@pytest.mark.parametrize("name", STUDIES)
def test_every_verdict_is_told_in_words_and_by_a_symbol(name, evaluations, files, opened):
    rows = evaluations[name].audit
    # correlations that pass, and remarks instead of a matrix, stand without a mark of their own
    within = rows.check.eq("correlation_within") & rows.verdict.isin(["pass", "not_applicable"])
    expected = rows[~within].verdict.value_counts()
    with opened(files[name]) as page:
        for code in ("pass", "watch", "fail", "not_applicable"):
            marks = page.locator(f"#sections td .mark.{code}").all_inner_texts()
            assert set(marks) <= {" ".join(reversed(verdicts()[code]))}
            assert len(marks) == expected.get(code, 0)


@pytest.mark.parametrize("name", STUDIES)
def test_tables_show_every_value(name, evaluations, files, opened):
    rows = evaluations[name].audit
    drawn = rows.check.str.contains("importance|nominal|correlation_within")
    with opened(files[name]) as page:
        for code in sections():
            checks = [rule.code for rule in rules().values() if rule.section == code]
            own = rows[rows.check.isin(checks) & ~drawn].dropna(subset="value")
            expected = sorted(
                format(v, rules()[c].format) for c, v in zip(own.check, own.value, strict=True)
            )
            cells = page.locator(f"#{code} table:not(.matrix):not(.chart) td.number")
            shown = sorted(filter(None, cells.all_inner_texts()))
            if code != "within":
                assert shown == expected


@pytest.mark.parametrize("name", STUDIES)
def test_matrices_show_every_correlation_shaded_and_marked(name, evaluations, files, opened):
    rows = evaluations[name].audit
    rows = rows[(rows.check == "correlation_within") & rows.value.notna()]
    with opened(files[name]) as page:
        tables = page.locator("table.matrix")
        assert tables.count() == rows.dimension.nunique()
        for n, dimension in enumerate(d for d in DIMENSIONS if d in set(rows.dimension)):
            cells = tables.nth(n).locator("td[style]")
            own = rows[rows.dimension == dimension]
            by_pair = {
                frozenset(s.split(PAIR)): v for s, v in zip(own.subject, own.value, strict=True)
            }
            order = list(dict.fromkeys(c for s in own.subject for c in s.split(PAIR)))
            expected = [
                by_pair[frozenset((order[i], order[j]))]
                for i in range(len(order))
                for j in range(i)
            ]
            texts = cells.all_inner_texts()
            assert [text.split()[0] for text in texts] == [f"{v:.2f}" for v in expected]
            signs = cells.evaluate_all("cells => cells.map(c => c.style.backgroundColor)")
            assert [pages.POSITIVE in sign for sign in signs] == [v >= 0 for v in expected]
            marked = sum(len(text.split()) > 1 for text in texts)
            assert marked == own.verdict.isin(["watch", "fail"]).sum()


@pytest.mark.parametrize("name", STUDIES)
def test_bars_are_as_long_as_their_numbers(name, files, opened):
    with opened(files[name]) as page:
        for chart in page.locator("table.chart").all():
            widths = chart.locator(".bar i").evaluate_all(
                "bars => bars.map(b => b.getBoundingClientRect().width)"
            )
            values = [float(text) for text in chart.locator(".bar span").all_inner_texts()]
            longest = max(values)
            for width, value in zip(widths, values, strict=True):
                assert width == pytest.approx(max(widths) * value / longest, abs=2.5)


def test_a_thin_dimension_is_not_applicable_with_its_reason(files, opened):
    with opened(files["jiangsu"]) as page:
        assert page.locator("#within .empty").inner_text().startswith("知识产权：")
        row = page.locator("#reliability tbody tr", has_text="知识产权")
        assert row.locator(".mark.not_applicable").count() == 2
        assert "1 项" in row.inner_text()


def test_one_can_go_back_to_the_map(files, opened):
    with opened(files["china"]) as page:
        assert page.locator("header a").get_attribute("href") == "index.html"
