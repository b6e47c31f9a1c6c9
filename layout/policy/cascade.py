"""Vertical cascade (省—市—县): whether the levels below repeat a province's task, with an owner."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from geodata.policies.corpus import PARENT
from layout.labels import label
from layout.notes import Notes
from layout.policy.reading import Document, Reading, Task
from layout.views import SEPARATOR, Array, labelled, published, remark, whole

COLUMNS = (
    "task_id",
    "text",
    "level",
    "level_label",
    "documents",
    "regions_with_owner",
    "regions",
    "share",
    "matched",
    "remark",
    "remark_label",
)
UPPER, LOWER = "province", ("city", "county")
NO_LOWER, MATCHED_DRAFT = "policy_no_lower", "policy_matched_draft"

LIKENESS = 0.5
"""Cosine of the texts from which a lower task is taken to repeat an upper one: ours, a draft."""

GRAMS = (2, 4)
"""Characters of the pieces that texts are compared by: words need no dictionary then."""


def cascade(reading: Reading, among: Collection[str], notes: Notes) -> pd.DataFrame:
    """The table ``policy_cascade``: every judged provincial task at each level below.

    A person's ``parent_task`` of a lower task decides, also that there is none; a lower task
    without one is matched with the most similar task of each provincial document. Regions are
    those that have a document in the corpus: of the others nothing is known. A level without any
    document has one row without a share.

    Parameters
    ----------
    among
        Documents to look at: those in force.
    """
    level = dict(
        zip(reading.policies.documents.policy_id, reading.policies.documents.level, strict=True)
    )
    documents = [document for policy, document in reading.documents.items() if policy in among]
    upper = [document for document in documents if level[document.policy_id] == UPPER]
    rows: list[dict[str, object]] = []
    if not any(document.judged for document in upper):
        return _table(rows)
    for name in LOWER:
        lower = [document for document in documents if level[document.policy_id] == name]
        rows += _rows(reading, name, upper, lower, notes)
    return _table(rows)


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    columns = [column for column in COLUMNS if not column.endswith("_label")]
    table = pd.DataFrame(rows, columns=columns)
    for column in ("regions_with_owner", "regions"):
        table[column] = whole(table[column].astype(float))
    table["share"] = table.share.astype(float)
    return labelled(table, {"level": "level", "remark": "remark"})


def _rows(
    reading: Reading, level: str, upper: list[Document], lower: list[Document], notes: Notes
) -> list[dict[str, object]]:
    if not lower:
        notes.add("policy_cascade_nothing", level=label("level", level))
        nothing = {"task_id": "", "text": "", "level": level, "documents": 0}
        return [nothing | {"share": np.nan, "matched": "", "remark": remark(NO_LOWER)}]
    area = dict(
        zip(reading.policies.documents.policy_id, reading.policies.documents.area, strict=True)
    )
    tasks = [task for document in lower for task in document.judged]
    matched, drafted = matches(reading, upper, tasks)
    if drafted:
        notes.add(
            "policy_cascade_draft", level=label("level", level), number=len(drafted), least=LIKENESS
        )
    # a document whose area is not told stands for a region of its own
    regions = {d.policy_id: area[d.policy_id] or d.policy_id for d in lower}
    rows: list[dict[str, object]] = []
    for task in (task for document in upper for task in document.judged):
        found = matched.get(task.task_id, [])
        owners = {regions[each.policy_id] for each in found if each.roles}
        draft = any(each.task_id in drafted for each in found)
        rows.append(
            {
                "task_id": task.task_id,
                "text": task.text,
                "level": level,
                "documents": len(lower),
                "regions_with_owner": len(owners),
                "regions": len(set(regions.values())),
                "share": published(len(owners) / len(set(regions.values()))),
                "matched": SEPARATOR.join(each.task_id for each in found),
                "remark": remark(MATCHED_DRAFT if draft else ""),
            }
        )
    return rows


def matches(
    reading: Reading, upper: Sequence[Document], lower: Sequence[Task]
) -> tuple[dict[str, list[Task]], set[str]]:
    """Upper task → lower tasks that repeat it, and which lower tasks were matched by likeness."""
    parents = reading.codes(PARENT)
    found: dict[str, list[Task]] = defaultdict(list)
    for task in lower:
        for parent in parents.get(task.task_id, ()):
            found[parent].append(task)
    decided = reading.coded(PARENT) | parents.keys()
    open_tasks = [task for task in lower if task.task_id not in decided]
    drafted: set[str] = set()
    for document in upper:
        if not document.judged or not open_tasks:
            continue
        likeness = similarity([t.text for t in open_tasks], [t.text for t in document.judged])
        for task, row in zip(open_tasks, likeness, strict=True):
            best = int(row.argmax())
            if row[best] >= LIKENESS:
                found[document.judged[best].task_id].append(task)
                drafted.add(task.task_id)
    return found, drafted


def similarity(one: Sequence[str], other: Sequence[str]) -> Array:
    """Cosine similarity of texts by TF-IDF of their pieces of 2–4 characters.

    Parameters
    ----------
    one : (n,), other : (m,)
        Texts; how rare a piece is follows from all of them together.

    Returns
    -------
    (n, m)
        0 (no piece in common) to 1; 0 for a text too short to have a piece.
    """
    # a second that only a corpus of two levels need wait
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    texts = ["".join(text.split()) for text in (*one, *other)]
    if all(len(text) < GRAMS[0] for text in texts):
        return np.zeros((len(one), len(other)))
    vectors = TfidfVectorizer(analyzer="char", ngram_range=GRAMS).fit_transform(texts)
    product = vectors[: len(one)] @ vectors[len(one) :].T  # of unit length, or empty
    result: Array = np.round(product.toarray(), 12)
    return result
