"""The PMC index; texts are made up."""

from pathlib import Path

import pandas as pd
import pytest

import run_eval
from geodata.errors import Problems
from layout.notes import Notes
from layout.policy import pmc
from tests.layout.policy.made_up import TEXT, corpus

BUNDLED = Path(run_eval.__file__).parent / "studies" / "common" / "pmc.csv"


def variables(*rows):
    return tuple(pmc.Variable(g, g, v, v, words, "虚构") for g, v, words in rows)


def test_the_index_by_hand():
    # X1: 2 of 3, X2: 1 of 1, X3: 0 of 2, X4: 1 of 2 → 2/3 + 1 + 0 + 1/2
    groups = ["X1"] * 3 + ["X2"] + ["X3"] * 2 + ["X4"] * 2
    found = pd.DataFrame({"policy_id": "P", "group": groups, "value": [1, 1, 0, 1, 0, 0, 1, 0]})
    row = pmc.index(found).iloc[0]
    assert row.pmc == pytest.approx(13 / 6)
    assert row.pmc_normalised == pytest.approx(13 / 24)
    assert row.pmc_grade == "acceptable"


@pytest.mark.parametrize(
    ("share", "grade"),
    [
        (1, "perfect"),
        (0.9, "perfect"),
        (0.89, "excellent"),
        (0.7, "excellent"),
        (0.5, "acceptable"),
    ],
)
def test_grades_are_those_of_ten_groups(share, grade):
    assert pmc.grade(share) == grade


def test_a_tick_quotes_the_words_that_set_it():
    book = variables(("X1", "a", "质押融资；担保"), ("X1", "b", "首购"))
    one, other = pmc.ticks(corpus(), book, Notes()).itertuples()
    assert (one.value, one.quote) == (1, "质押融资")
    assert TEXT[one.start_char : one.end_char] == one.quote
    assert (other.value, other.quote) == (0, "")
    assert pd.isna(other.start_char)


def test_the_bundled_codebook_has_ten_groups_and_no_fault():
    problems = Problems()
    book, _ = pmc.read_pmc(BUNDLED, problems)
    assert not problems
    assert len({variable.group for variable in book}) == 10


def test_no_document_gives_no_index_and_no_note():
    notes = Notes()
    found = pmc.ticks(corpus(tasks={}, roles=(), codes=()), variables(("X1", "a", "词")), notes)
    assert pmc.index(found).empty
    assert notes.frame().empty


def test_the_founding_plan_is_read_by_the_bundled_words():
    """Checked by eye in the text: it never says 保护, 税收, 质押 or 采购; 动漫 stands in 三（五）."""
    plan = (BUNDLED.parents[1] / "jiangsu" / "policies" / "JS-2016-plan.txt").read_text("utf-8")
    book, _ = pmc.read_pmc(BUNDLED, Problems())
    found = pmc.ticks(corpus(text=plan), book, Notes()).set_index("variable")
    assert not found.value[["X4.3", "X5.3", "X7.2", "X7.3"]].any()
    assert found.quote["X3.6"] == "动漫"
    assert found.quote["X6.6"] == "各市"
    for row in found[found.value == 1].itertuples():
        assert plan[row.start_char : row.end_char] == row.quote
