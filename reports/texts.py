"""Chinese texts of the reports from CSV files that a department may edit."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Texts:
    """Templates by key, with the name of the file they come from."""

    file: str
    templates: dict[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its placeholders filled.

        Raises
        ------
        ValueError
            If the file lacks the key, or the text names a placeholder that does not exist.

        Examples
        --------
        >>> Texts("texts.csv", {"year": "{year} 年"})("year", year=2024)
        '2024 年'
        """
        if key not in self.templates:
            raise ValueError(f"{self.file}：缺少键“{key}”的文字，请补一行")
        try:
            return self.templates[key].format(**values)
        except (KeyError, IndexError, ValueError) as error:
            known = "、".join(values) or "无"
            raise ValueError(
                f"{self.file}：键“{key}”的占位符有误（{error}）；此处可用的占位符：{known}"
            ) from error

    def join(self, parts: list[str]) -> str:
        """Parts of a list in a row, as the file's ``list_stop`` parts them."""
        return self("list_stop").join(parts)


@cache
def read_texts(path: Path) -> Texts:
    """Texts of one CSV file with the columns ``key, text_zh``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = {row["key"]: row["text_zh"] for row in csv.DictReader(file)}
    return Texts(path.name, found)
