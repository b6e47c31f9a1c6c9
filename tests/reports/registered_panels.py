"""How tests go about the tabs of registers on a page: open, choose, read what is listed."""

import pandas as pd

from reports.offline_map import words


def open_tab(page, key):
    page.click(f'[data-tab="{key}"]')


def panel(page, part):
    return page.locator(f'[data-register="{part}"]')


def rows_of(page, part):
    """Texts of the cells of every row of a panel's table."""
    read = "rows => rows.map(r => Array.from(r.children).map(c => c.textContent))"
    return panel(page, part).locator("tbody tr").evaluate_all(read)


def here(table, code, year):
    return table[(table.region_code == code) & (table.year == year)]


def choose(page, code, year=None):
    address = f"#region={code}" + (f"&year={year}" if year else "") + "&tab="
    tab = page.locator('[role="tab"][aria-selected="true"]').get_attribute("data-tab")
    page.evaluate("text => { window.location.hash = text; }", address + tab)
    page.wait_for_timeout(50)


def number(value, decimals):
    return words()["unknown"] if pd.isna(value) else f"{value:.{decimals}f}"
