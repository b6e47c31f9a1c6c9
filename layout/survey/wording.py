"""Words for the codes of registers; a code of the study's own tables without a label is its own."""

import pandas as pd

from layout.labels import labels
from layout.survey.lives import ALL
from models import high_value

FLAGS = tuple(name for name in high_value.CLASSES if name != "long_maintained")
"""Classes of high value that a register marks; the years tell the other one."""


def kind_word(kind: str) -> str:
    """Name of a kind of register."""
    return labels().get(("register_kind", kind), kind)


def reason_word(reason: str) -> str:
    """Why a row is not counted, or doubtful."""
    return labels().get(("register_reason", reason), reason)


def flag_words() -> list[str]:
    """Names of the classes of high value that a register marks."""
    return [labels()["high_value_class", name] for name in FLAGS]


def with_types(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a ``type_label``: the same code means different things by kind.

    Examples
    --------
    >>> frame = pd.DataFrame({"kind": ["patent", "x"], "type": ["", "y"]})
    >>> with_types(frame).type_label.to_list()
    ['全部', 'y']
    """
    pairs = table[["kind", "type"]].drop_duplicates()
    words = {
        (kind, type_): labels().get(
            ("register_type", ALL if type_ == ALL else f"{kind}.{type_}"), type_
        )
        for kind, type_ in pairs.itertuples(index=False)
    }
    found = [words[pair] for pair in zip(table.kind, table.type, strict=True)]
    result = table.copy()
    result.insert(list(result.columns).index("type") + 1, "type_label", found)
    return result
