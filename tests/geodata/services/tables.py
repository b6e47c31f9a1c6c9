"""Two made-up cities as squares, and tables of services as users fill them in."""

import csv

import geopandas as gpd
from shapely import box

NANJING, WUXI = "320100", "320200"
SQUARES = gpd.GeoDataFrame(
    {"region_code": [NANJING, WUXI], "region_name": ["南京市", "无锡市"]},
    geometry=[box(118, 31, 119, 32), box(119, 31, 120, 32)],
    crs="EPSG:4326",
)
TYPE = {"type": "agency", "label_zh": "机构", "tier": "主干节点", "services": "检索；培训"}
NODE = {
    "node_id": "N1",
    "name": "甲",
    "type": "agency",
    "level": "市级",
    "region": "",
    "address": "",
    "lon": "118.5",
    "lat": "31.5",
    "datum": "CGCS2000",
    "services": "",
    "capacity": "",
    "opened": "2020年1月1日",
    "closed": "",
    "parent": "",
    "source_id": "s1",
    "note": "",
}
COVERAGE = {
    "coverage_id": "c",
    "label_zh": "覆盖率",
    "date": "2021年12月",
    "covered": "1",
    "eligible": "4",
    "definition": "全部",
    "official_share": "25%",
    "source_id": "s1",
    "note": "",
}
DEMAND = {
    "point_id": "P1",
    "name": "点",
    "region": "",
    "lon": "119.5",
    "lat": "31.5",
    "setting": "农村",
    "service": "",
    "demand": "100",
    "source_id": "s1",
    "note": "",
}
TRAVEL = {"from_id": "P1", "to_id": "N1", "minutes": "30", "mode": "车"}
CANDIDATE = {
    "site_id": "S1",
    "name": "址",
    "region": "无锡",
    "lon": "",
    "lat": "",
    "cost": "10",
    "capacity": "",
    "note": "",
}
ANSWER = {
    "response_id": "A1",
    "region": "",
    "node_id": "N1",
    "service": "维权援助",
    "setting": "城镇",
    "date": "2024/3/5",
    "score": "80",
    "weight": "",
}
EFFICIENCY = {
    "code": "days",
    "label_zh": "天数",
    "dimension": "便利",
    "direction": "逆向",
    "weight": "1",
    "worst": "10",
    "best": "1",
    "unit": "天",
    "note": "",
}
EFFICIENCY_FIGURE = {
    "node_id": "N1",
    "year": "2024",
    "code": "days",
    "value": "3",
    "source_id": "s1",
}
GOOD = {
    "types": [TYPE],
    "nodes": [NODE],
    "coverage": [COVERAGE],
    "demand": [DEMAND],
    "travel": [TRAVEL],
    "candidates": [CANDIDATE],
    "survey": [ANSWER],
    "efficiency": [EFFICIENCY],
    "efficiency_figures": [EFFICIENCY_FIGURE],
}


def written(path, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
