"""Which tabs stand below the map, in their order, and what they are called."""

from collections.abc import Collection

from reports.offline_map import words

ALWAYS = ("zones", "audit", "background")
"""Tabs of every page; they say themselves where there is nothing to list."""

TABLES_OF = {"catalogue": ("catalogue",), "space": ("spatial", "inequality")}
"""Tabs that need one of these tables."""

ORDER = (
    "zones", "resources", "industries", "policy", "plan", "targets", "services", "catalogue",
    "alerts", "audit", "space", "background",
)  # fmt: skip


def shown(found: Collection[str], optional: Collection[str]) -> list[dict[str, str]]:
    """Keys and names of the tabs, those without results left out.

    Parameters
    ----------
    found
        Tables of `reports.page.tabs.tables`.
    optional
        Tabs of which not every page has something to tell, where this page has.

    Examples
    --------
    >>> [tab["key"] for tab in shown(["catalogue"], ["plan"])]
    ['zones', 'plan', 'catalogue', 'audit', 'background']
    """
    present = {*ALWAYS, *optional}
    present |= {tab for tab, tables in TABLES_OF.items() if any(key in found for key in tables)}
    told = words()
    names = {key: told.get(f"tab_{key}") or told[f"register_tab_{key}"] for key in present}
    return [{"key": key, "label": names[key]} for key in ORDER if key in present]
