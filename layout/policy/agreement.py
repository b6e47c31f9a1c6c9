"""Whether persons who code the same tasks agree: Krippendorff's alpha, kind by kind."""

import math
from collections.abc import Iterable

import pandas as pd

from geodata.policies.corpus import KINDS
from layout.notes import Notes
from layout.views import labelled, published

COLUMNS = ("kind", "coders", "units", "alpha", "least", "verdict", "remark")
LABELLED = {"kind": "policy_code_kind", "verdict": "policy_agreement", "remark": "remark"}
ENOUGH, PROVISIONAL, UNDEFINED = "enough", "provisional", "undefined"

ONE_CODER, NO_COMMON, SAME, NO_PACKAGE = (
    "one_coder",
    "no_common_task",
    "codes_constant",
    "alpha_package_missing",
)
Judgement = tuple[str, str, str]
"""Coder, unit and the value that the coder gave it."""


class PackageMissingError(RuntimeError):
    """The optional package that computes alpha is not installed."""


def agreement(codings: pd.DataFrame, least: float, notes: Notes) -> pd.DataFrame:
    """Agreement of the coders of each kind of code.

    A task may have several codes of a kind, so each kind is made of binary units: one unit per
    task and code, for every task that two or more persons have coded for the kind and every code
    of the kind that any of them gave to any of these tasks; its value says whether the coder
    gave the task the code. A task that one person coded says nothing about agreement.

    Parameters
    ----------
    codings
        `geodata.policies.corpus.CODE_COLUMNS`, every coder's codes; a blank code says that the
        coder found none.
    least
        Alpha from which the coding is more than provisional.

    Returns
    -------
    DataFrame
        A row per kind that anyone has coded, in the order of `KINDS`. `alpha` is NaN, and the
        remark says why, where there is no second coder, no task in common, no difference in the
        values at all, or the package is not installed.
    """
    rows = [
        [kind, *_row(codings[codings["kind"] == kind], least)]
        for kind in KINDS
        if (codings["kind"] == kind).any()
    ]
    table = labelled(pd.DataFrame(rows, columns=[*COLUMNS]), LABELLED)
    _tell(table, notes)
    return table


def nominal_alpha(judgements: Iterable[Judgement]) -> float:
    """Krippendorff's alpha of nominal values; units that one coder judged do not count.

    Returns
    -------
    float
        At most 1; 0 is agreement by chance. NaN where it is undefined: fewer than two different
        values among the units with two or more coders.

    Raises
    ------
    PackageMissingError
        If NLTK, the extra ``coding``, is not installed.

    Notes
    -----
    ``alpha = 1 - D_o / D_e``. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    frame = pd.DataFrame([*judgements], columns=["coder", "unit", "value"])
    paired = frame[frame.groupby("unit")["coder"].transform("nunique") > 1]
    if paired["value"].nunique() < 2:
        return math.nan
    try:
        # an optional package, needed only where several persons have coded
        from nltk.metrics.agreement import AnnotationTask  # noqa: PLC0415
    except ImportError as missing:
        raise PackageMissingError(str(missing)) from missing
    return float(AnnotationTask(data=paired.to_numpy().tolist()).alpha())


def _row(codings: pd.DataFrame, least: float) -> list[object]:
    """Coders, units, alpha, least, verdict and remark of one kind."""
    coders = codings["coder"].nunique()
    common = codings[codings.groupby("task_id")["coder"].transform("nunique") > 1]
    units = _units(common)
    number = len({unit for _, unit, _ in units})
    alpha, remark = math.nan, ""
    if coders < 2:
        remark = ONE_CODER
    elif common.empty:
        remark = NO_COMMON
    else:
        try:
            alpha = published(nominal_alpha(units))
            remark = SAME if math.isnan(alpha) else ""
        except PackageMissingError:
            remark = NO_PACKAGE
    verdict = UNDEFINED if math.isnan(alpha) else ENOUGH if alpha >= least else PROVISIONAL
    return [coders, number, alpha, least, verdict, remark]


def _units(codings: pd.DataFrame) -> list[Judgement]:
    """Binary judgements on each task and each code that anybody gave."""
    codes = sorted({code for code in codings["code"] if code})
    given = set(zip(codings["coder"], codings["task_id"], codings["code"], strict=True))
    judges = sorted({(coder, task) for coder, task, _ in given})
    return [
        (coder, f"{task}\t{code}", str(int((coder, task, code) in given)))
        for coder, task in judges
        for code in codes
    ]


def _tell(table: pd.DataFrame, notes: Notes) -> None:
    """What the reader must know before trusting a coding."""
    if table.empty:
        notes.add("policy_coding_draft")
    for row in table[table["verdict"] == PROVISIONAL].itertuples():
        notes.add(
            "policy_agreement_low",
            kind=row.kind_label,
            coders=row.coders,
            alpha=f"{row.alpha:.3f}",
            least=row.least,
        )
    for row in table[table["verdict"] == UNDEFINED].itertuples():
        notes.add("policy_agreement_undefined", kind=row.kind_label, reason=row.remark_label)
