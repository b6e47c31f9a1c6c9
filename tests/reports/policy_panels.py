"""How tests go about the tabs of policies and of the plan: open, read, change the tables."""

import dataclasses

from reports.page import policy


def open_tab(page, key=policy.POLICY):
    page.click(f'[data-tab="{key}"]')


def panel(page, part):
    return page.locator(f'[data-policy="{part}"]')


def rows_of(page, part, rows="tbody tr"):
    read = "rows => rows.map(r => Array.from(r.children).map(c => c.textContent))"
    return panel(page, part).locator(rows).evaluate_all(read)


def changed(evaluation, **views):
    return dataclasses.replace(evaluation, views=evaluation.views | views)


def without(evaluation, *starts):
    views = {key: view for key, view in evaluation.views.items() if not key.startswith(starts)}
    return dataclasses.replace(evaluation, views=views)
