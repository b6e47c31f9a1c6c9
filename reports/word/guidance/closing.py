"""How every sheet ends: what its words mean, what it cannot bear, and room for an opinion."""

from layout.evaluation import Evaluation
from reports import results
from reports.word import remarks
from reports.word.outline import Outline

CAVEATS = (
    "catalogue_rules_ours",
    "catalogue_no_industry",
    "catalogue_industry_rules",
    "intervals_methods_only",
)
"""Notes on how the catalogue was made, as far as the evaluation has them."""

LINES = 3
"""Ruled lines for an opinion."""


def reading(paper: Outline, evaluation: Evaluation) -> None:
    """What confidence, interval and target mean, whose the rules are, and the study's limits."""
    paper.chapter("chapter_reading")
    known = remarks.names(evaluation)
    told = [paper.texts("reading_confidence"), paper.texts("reading_interval")]
    told += [
        remarks.in_words(text, known)
        for code in CAVEATS
        for text in results.told(evaluation, code, year=results.last_year(evaluation))
    ]
    told.append(paper.texts("reading_trace"))
    told += results.told(evaluation, "study_limit")
    paper.points(list(dict.fromkeys(told)))


def opinion(paper: Outline, key: str) -> None:
    """Room for the opinion of those to whom the sheet goes, and their signature."""
    paper.chapter(key)
    paper.say("opinion_ask")
    for _ in range(LINES):
        paper.text(paper.texts("opinion_line"))
    paper.text(paper.texts("opinion_signature"))
