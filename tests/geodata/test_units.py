import pytest

from geodata.units import UnitError, parse_unit, simple_units


@pytest.mark.parametrize(
    ("value", "unit", "expected", "target"),
    [
        (12345, "万元", 1.2345, "亿元"),
        (3, "万件", 30000, "件"),
        (84748016, "人", 8474.8016, "万人"),
        (25, "件/万人", 0.0025, "件/人"),
        (2, "万元/人", 20000, "元/人"),
        (0.25, "亿元/亿元", 25, "%"),
        (5, "%", 50, "‰"),
    ],
)
def test_figures_convert(value, unit, expected, target):
    assert value * parse_unit(unit).to(parse_unit(target)) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("unit", "target"), [("万元", "万人"), ("件/万人", "件"), ("人年", "人")])
def test_unlike_quantities_do_not_convert(unit, target):
    with pytest.raises(UnitError, match="不是同一种量"):
        parse_unit(unit).to(parse_unit(target))


def test_an_unknown_unit_names_the_nearest():
    with pytest.raises(UnitError, match="亿元"):
        parse_unit("亿圆")


def test_a_product_cancels_what_its_quotient_divides():
    people, density = parse_unit("万人"), parse_unit("件/万人")
    assert (density * people).powers == parse_unit("件").powers


def test_sums_need_the_same_quantity():
    assert (parse_unit("万元") + parse_unit("亿元")).powers == (("money", 1),)
    with pytest.raises(UnitError):
        parse_unit("万元") + parse_unit("件")


def test_every_registered_unit_has_a_positive_factor():
    assert all(unit.factor > 0 for unit in simple_units().values())
