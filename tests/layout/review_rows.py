"""Made rows of a catalogue, and a review file of theirs as somebody saves it."""

import pandas as pd

from geodata.errors import Problems
from layout.catalogue_review import refreshed
from layout.guidance import OVERLAY, REGION
from layout.labels import labels
from layout.review_file import Review, read_review
from reports.catalogue_changes import write_review

DEPARTMENTS = ("知识产权局", "财政厅", "科技厅", "地方政府（市）")
PLACES = {"320100": ("南京市", REGION), "320500": ("苏州市", REGION), "SN": ("苏南", OVERLAY)}


def row(catalog_id="320100-R01-2024", **values):
    region, rule, *_ = catalog_id.split("-")
    plain = {
        "catalog_id": catalog_id,
        "version": "2026.1",
        "valid_from": "2026-12-01",
        "valid_to": "2027-11-30",
        "region_code": region,
        "region_name": PLACES.get(region, ("某市", ""))[0],
        "industry_code": "",
        "direction": "引进补强",
        "resource_type": "专利",
        "gap_metric": "u_ip",
        "gap_value": -0.25,
        "rank": 3,
        "evidence_indicators": "u_ip=0.2@2024",
        "candidate_sources": "苏州市（省内，u_ip=0.9）",
        "path": "许可；转让",
        "lead_department": "知识产权局",
        "participating_departments": "财政厅",
        "policy_tool": "专利导航",
        "priority": 1,
        "target_indicator": "u_ip",
        "target_value": 0.445,
        "review_date": "2027-09-30",
        "reason": "知识产权滞后",
        "rule_id": rule,
        "layer": REGION,
    }
    return plain | values


def table(*rows):
    return pd.DataFrame(list(rows))


def again(rows, **cells):
    """A review from its file's rows, with the first row's cells changed by hand."""
    states = {words: code for (kind, code), words in labels().items() if kind == "review_state"}
    hand = rows.copy()
    for column, text in cells.items():
        hand.loc[0, column] = text
    return Review(hand.assign(state=hand.state.map(lambda words: states.get(words, "draft"))))


def edited(generated, **cells):
    return again(refreshed(generated, Review.empty()), **cells)


def saved(tmp_path, rows, encoding="utf-8-sig"):
    path = tmp_path / "review.csv"
    write_review(rows, path)
    if encoding != "utf-8-sig":
        path.write_bytes(path.read_text(encoding="utf-8-sig").encode(encoding))
    return path


def read(path):
    problems = Problems()
    review = read_review(path, problems, DEPARTMENTS, PLACES)
    return review, problems
