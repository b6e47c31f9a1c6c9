"""What the products of a demonstration say of themselves: their figures are made up.

Every product has one place where its pages, sheets or pictures are made; that place is given the
text of `mark`, which is blank for an ordinary study. The texts are no wordings of a study: one
that could replace them could also hide them.
"""

from dataclasses import replace
from pathlib import Path

from layout.evaluation import Evaluation
from layout.settings import Settings
from reports.offline_map import words

TOLD_IN = (".", "tables", "catalogue", "catalogue/zones", "policy")
"""Folders that hold tables: a line about them inside would make them no tables any more."""


def mark(settings: Settings, product: str = "page") -> str:
    """What a page, sheet or picture of the study has to say; blank unless it is a demonstration.

    Parameters
    ----------
    product
        One of the keys ``demonstration_…`` of ``words.csv``.
    """
    return words()[f"demonstration_{product}"] if settings.demonstration else ""


def marked(evaluation: Evaluation) -> Evaluation:
    """The evaluation, the version of its catalogue beginning with a word if it demonstrates."""
    settings = evaluation.study.settings
    begin = mark(settings, "version")
    if not begin:
        return evaluation
    named = settings.catalogue.model_copy(update={"version": begin + settings.catalogue.version})
    return replace(
        evaluation,
        study=replace(evaluation.study, settings=settings.model_copy(update={"catalogue": named})),
        catalogue=evaluation.catalogue.assign(version=begin + evaluation.catalogue.version),
    )


def tell_in(settings: Settings, folder: Path) -> None:
    """Put a text file beside the tables of a demonstration, for those who open only these."""
    text = mark(settings, "folder")
    for name in TOLD_IN if text else ():
        if not (folder / name).is_dir():  # not every study has policies or zones
            continue
        path = folder / name / f"{mark(settings, 'name')}.txt"
        path.write_text(f"{settings.title}\n{text}\n", encoding="utf-8-sig", newline="\r\n")
