"""A Chinese font is taken only if it really has the characters."""

import matplotlib
import pytest
from matplotlib.ft2font import FT2Font

from reports import fonts

LATIN = fonts.Font("DejaVu Sans", matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf", 0)


@pytest.fixture
def families(monkeypatch):
    """Look for these families only."""

    def only(*names):
        monkeypatch.setattr(fonts, "FAMILIES", names)
        fonts.find_font.cache_clear()

    yield only
    fonts.find_font.cache_clear()


def test_the_font_found_has_a_glyph_for_every_name(china):
    font = fonts.find_font()
    if font is None:
        pytest.skip("this machine has no Chinese font")
    face = FT2Font(font.path, face_index=font.face)
    letters = set("".join(china.evidence.regions.region_name))
    assert all(face.get_char_index(ord(letter)) for letter in letters)  # 0 is the empty box
    assert face.family_name == font.family


def test_a_machine_without_the_families_has_no_font(families):
    families("No Such Family")
    assert fonts.find_font() is None


def test_a_family_without_chinese_letters_is_refused_whatever_its_name(families):
    families("DejaVu Sans")
    assert fonts.find_font() is None


def test_a_text_is_tested_letter_by_letter():
    assert LATIN.has("IP 2024 – σ")
    assert not LATIN.has("IP 知识产权")
