"""What stands on paper and in documents: pages of a PDF, tables of a Word file."""

import itertools
import re
import shutil
import subprocess

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn

READER = shutil.which("pdftotext")


def pages_of(path):
    """Text of each page of a PDF, without blanks."""
    return ["".join(text.split()) for text in _pages(path)]


def lines_of(path):
    """Text of each page of a PDF, in its lines as they are laid out, without spaces."""
    return [text.replace(" ", "") for text in _pages(path, "-layout")]


def _pages(path, *switches):
    if not READER:
        pytest.skip("poppler-utils is not installed")
    done = subprocess.run([READER, *switches, path, "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def table_below(document, caption):
    """Rows of the tables whose caption is this, as text; the first row is their head."""
    found = []
    for element, following in itertools.pairwise(document.element.body):
        text = "".join(t.text or "" for t in element.iter(qn("w:t")))
        if re.fullmatch(rf"表\d+　{re.escape(caption)}", text):
            table = docx.table.Table(following, document)
            found += [[cell.text for cell in row.cells] for row in table.rows]
    return found


def body(document, caption):
    """Rows below the heads of the tables with this caption."""
    found = table_below(document, caption)
    assert found, caption
    return [row for row in found if row != found[0]]


def told(value, decimals):
    """A number as documents tell it."""
    return "—" if pd.isna(value) else f"{value:.{decimals}f}"
