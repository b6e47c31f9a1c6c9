"""Reading a folder of returned forms: what was reported, what is wrong, and who is missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.forms.answers import FIELDS, AnswerReader, own_source
from geodata.forms.faults import Faults
from geodata.forms.form import COVER_INPUTS, Form
from geodata.forms.returned import Returned, recognise
from geodata.statistics import FIGURE_COLUMNS, SOURCE_COLUMNS

OUTPUTS = ("figures.csv", "faults.csv", "sources.csv", "审核结果.xlsx")
"""Files that the collection itself writes, should they lie among the forms."""

NOT_FORMS = ("~$", ".", "Thumbs.db", "desktop.ini")
"""Beginnings of the names of files that programs leave beside those of people."""

RECEIVED = (
    "region_code",
    "region_name",
    "state",
    "files",
    "asked",
    "figures",
    "reasons",
    "errors",
    "warnings",
    "reporter",
    "person",
    "phone",
    "date",
)
"""`state` is good, faulty, conflict (several forms that differ; none is used), unusable (a form
came back but could not be read) or missing."""


@dataclass(frozen=True)
class Collected:
    """What came back.

    Attributes
    ----------
    figures
        Good figures as a table of figures, columns `geodata.statistics.FIGURE_COLUMNS`.
    answers
        All good answers, also reasons why there is no figure, beside the published figures.
    faults
        Columns `geodata.forms.faults.COLUMNS`; of severity error or warning.
    missing
        Codes of the regions of which no readable form came back.
    received
        One row per region, columns `RECEIVED`.
    sources
        Rows to be added to the table of sources before the figures can be used, columns
        `geodata.statistics.SOURCE_COLUMNS`.
    """

    figures: pd.DataFrame
    answers: pd.DataFrame
    faults: pd.DataFrame
    missing: tuple[str, ...]
    received: pd.DataFrame
    sources: pd.DataFrame

    @property
    def complete(self) -> bool:
        """Whether every region has reported, without an error."""
        return not self.missing and not (self.faults.severity == "error").any()


def collect(folder: Path, forms: Mapping[str, Form], problems: Problems) -> Collected:
    """Read all forms below `folder`.

    Parameters
    ----------
    forms
        Form of every region that was asked, by its code; at least one.
    problems
        Gets the folder if it is not there.
    """
    if not folder.is_dir():
        problems.add_study("folder_missing", str(folder))
    faults = Faults()
    returned: dict[str, list[Returned]] = defaultdict(list)
    for path in form_files(folder):
        one = recognise(path, path.relative_to(folder).as_posix(), forms, faults)
        if one:
            returned[one.form.region_code].append(one)
    answers: list[dict[str, object]] = []
    received = []
    for code, form in forms.items():
        used = _used(returned[code], faults)
        mine = AnswerReader(used, faults).read() if used else []
        answers += mine
        received.append(_receipt(form, returned[code], used, mine, faults))
    frame = pd.DataFrame(answers, columns=[*FIELDS]).astype({"known_year": "Int64"})
    told = pd.DataFrame(received, columns=[*RECEIVED])
    absent = told.region_code[told.state.isin(["missing", "unusable"])]
    figures = _figures(frame)
    registered = {source for form in forms.values() for source in form.sources.values()}
    sources = _own_sources(figures, told[~told.region_code.map(own_source).isin(registered)])
    return Collected(figures, frame, faults.frame(), tuple(absent), told, sources)


def form_files(folder: Path) -> list[Path]:
    """Files that people put there, in a stable order."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(NOT_FORMS) and path.name not in OUTPUTS
    )


def _used(forms: Sequence[Returned], faults: Faults) -> Returned | None:
    """The form to read: the only one, or the first of several that say the same."""
    if not forms:
        return None
    files = "、".join(form.file for form in forms)
    for other in forms[1:]:
        same = other.content() == forms[0].content()
        faults.add("form_same" if same else "form_conflict", other.place(), files)
    differ = any(other.content() != forms[0].content() for other in forms[1:])
    return None if differ else forms[0]


def _receipt(
    form: Form,
    forms: Sequence[Returned],
    used: Returned | None,
    answers: Sequence[Mapping[str, object]],
    faults: Faults,
) -> dict[str, object]:
    """What came back of one region."""
    errors, warnings = (faults.counts[form.region_code, s] for s in ("error", "warning"))
    if used:
        state = "faulty" if errors else "good"
    elif forms:
        state = "conflict"
    else:
        state = "unusable" if errors else "missing"
    files = dict.fromkeys([*(one.file for one in forms), *faults.files[form.region_code]])
    return {
        "region_code": form.region_code,
        "region_name": form.region_name,
        "state": state,
        "files": "、".join(files),
        "asked": sum(row.required for row in form.rows),
        "figures": sum(answer["value"] is not None for answer in answers),
        "reasons": sum(answer["answer"] == "none" for answer in answers),
        "errors": errors,
        "warnings": warnings,
        **(used.cover if used else dict.fromkeys(COVER_INPUTS, "")),
    }


def _figures(answers: pd.DataFrame) -> pd.DataFrame:
    """Answers that are figures, as rows of a table of figures."""
    known = answers[answers.value.notna()]
    return known[[*FIGURE_COLUMNS]].astype({"value": float}).reset_index(drop=True)


def _own_sources(figures: pd.DataFrame, received: pd.DataFrame) -> pd.DataFrame:
    """A source for each of these regions that named papers of its own."""
    rows = []
    for receipt in received.itertuples():
        source = own_source(str(receipt.region_code))
        years = sorted(set(figures.year[figures.source_id == source]))
        if years:
            publisher = receipt.reporter or receipt.region_name
            title = f"{receipt.region_name}数据报送表"
            told = "、".join(map(str, years))
            texts = (source, publisher, title, "", told, "报送数，出处见各数备注", "")
            rows.append(dict(zip(SOURCE_COLUMNS, texts, strict=True)))
    return pd.DataFrame(rows, columns=[*SOURCE_COLUMNS], dtype=str)
