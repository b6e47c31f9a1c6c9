"""Reading a study file: a wrong setting is a problem with its line, and the rest is still read."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from geodata.errors import Problems, messages
from layout.settings import Settings

STAND_INS: dict[tuple[str, str], object] = {
    ("", "name"): "study",
    ("", "title"): "?",
    ("", "area"): "?",
    ("", "release"): dt.date(2000, 1, 1),
    ("", "years"): [2000],
    ("catalogue", "version"): "?",
    ("catalogue", "valid_from"): dt.date(2000, 1, 1),
    ("catalogue", "valid_to"): dt.date(2000, 1, 1),
    ("catalogue", "review_date"): dt.date(2000, 1, 1),
}
"""Take the place of required settings that are wrong, only so that the tables can be checked in
the same run; a study with a problem is never evaluated."""


def read_settings(path: Path, problems: Problems) -> Settings | None:
    """Read a study file as far as it can be understood.

    Every wrong setting is added to `problems`; it is then left out and its default taken, so
    that the tables can still be checked in the same run. None where too little is left.
    """
    text = path.read_text(encoding="utf-8-sig")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.add_study("toml_invalid", path.name, detail=error)
        return None
    try:
        settings = Settings.model_validate(document)
        _check_scenarios(settings, path.name, text, problems)
        return settings
    except ValidationError as error:
        for fault in error.errors():
            _add_fault(fault, path.name, text, problems)
            _remove(document, fault["loc"])
    for (section, name), stand_in in STAND_INS.items():
        part = document.setdefault(section, {}) if section else document
        part.setdefault(name, stand_in)
    try:
        return Settings.model_validate(document)
    except ValidationError:  # what is missing now was told above
        return None


def _check_scenarios(settings: Settings, file: str, text: str, problems: Problems) -> None:
    """Every scenario is valid, and no two have the same name."""
    seen: dict[str, int | None] = {}
    for number, scenario in enumerate(settings.scenario):
        place = ["scenario", str(number)]
        row = line_of(text, place)
        if scenario.name in seen:
            problems.add_study(
                "code_repeated", file, row, "name", seen=scenario.name, first=seen[scenario.name]
            )
        seen.setdefault(scenario.name, row)
        try:
            settings.under(scenario)
        except ValidationError as error:
            for fault in error.errors():
                _add_fault({**fault, "loc": (*place, *fault["loc"])}, file, text, problems)


def _add_fault(fault: Mapping[str, Any], file: str, text: str, problems: Problems) -> None:
    location = [str(part) for part in fault["loc"]]
    column = ".".join(location)
    row = line_of(text, location)
    if fault["type"] == "extra_forbidden":
        section = location[2:-1] if location[:1] == ["scenario"] else location[:-1]
        near = get_close_matches(location[-1], _keys(section), n=1)
        hint = f"是否为 {near[0]}？" if near else ""
        problems.add_study("setting_unknown", file, row, column, hint=hint)
    elif fault["type"] == "missing":
        problems.add_study("setting_missing", file, row, column)
    else:
        known = messages().get(f"setting.{fault['type']}")
        detail = known[0].format(**fault.get("ctx", {})) if known else fault["msg"]
        seen = repr(fault["input"])
        seen = seen if len(seen) <= 60 else seen[:57] + "…"
        problems.add_study("setting_invalid", file, row, column, detail=detail, seen=seen)


def _keys(location: list[str]) -> list[str]:
    """Keys allowed in the section that `location` names."""
    section: Any = Settings
    for part in location:
        field = section.model_fields.get(part)
        section = field.annotation if field else None
        if not (isinstance(section, type) and issubclass(section, BaseModel)):
            return []
    return list(section.model_fields)


def _remove(document: dict[str, Any], location: tuple[int | str, ...]) -> None:
    """Drop a wrong setting (of a list, the whole list) so that the rest can be read."""
    names = [part for part in location if isinstance(part, str)]
    inner = document
    for name in names[:-1]:
        if not isinstance(inner.get(name), dict):
            break
        inner = inner[name]
    else:
        inner.pop(names[-1] if names else "", None)


def line_of(text: str, location: list[str]) -> int | None:
    """Line of a setting in a study file, counted from 1; None where it has no line.

    Of a setting within the nth scenario it is the line where that scenario begins.
    """
    if location[:1] == ["scenario"] and len(location) > 1:
        starts = [
            n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[scenario]]"
        ]
        return starts[int(location[1])] if int(location[1]) < len(starts) else None
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.strip()
        if content.startswith("["):
            section = content.strip("[] ")
            if [section] == location:
                return number
        key = content.partition("=")[0].strip()
        if [part for part in (section, key) if part] == [p for p in location if not p.isdecimal()]:
            return number
    return None
