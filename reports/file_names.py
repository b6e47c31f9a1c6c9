"""File names from names that departments write: they must be possible on Windows, too."""

import re
from collections.abc import Sequence

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""Characters that no file name may hold on Windows."""

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names of devices, which no file may have, whatever its ending."""

LONGEST = 80
"""Characters of a name: Windows allows 260 of the whole path."""


def file_name(text: str) -> str:
    """The text as a file name without its ending.

    Examples
    --------
    >>> file_name("计算机/通信"), file_name("con"), file_name(" 苏南. ")
    ('计算机_通信', '_con', '苏南')
    """
    name = FORBIDDEN.sub("_", text).strip(" .")[:LONGEST].strip(" .")
    return f"_{name}" if not name or RESERVED.fullmatch(name) else name


def file_names(texts: Sequence[str]) -> list[str]:
    """File names that differ, also where case is not told apart; a later one gets a number.

    Examples
    --------
    >>> file_names(["a/b", "A:B", "苏南"])
    ['a_b', 'A_B_2', '苏南']
    """
    taken: set[str] = set()
    made = []
    for text in texts:
        name, number = file_name(text), 2
        while name.casefold() in taken:
            name, number = f"{file_name(text)}_{number}", number + 1
        taken.add(name.casefold())
        made.append(name)
    return made
