"""Delimited text of any size, read block by block, in the encodings that offices use."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from geodata.errors import Problems
from geodata.registers.declaration import Declared
from geodata.registers.sources import SOURCE_ROW, Batch, Malformed, places

BLOCK = 1 << 23
"""Bytes that are read at once. No record may be longer."""

CHUNK = 1 << 20
HEAD = 1 << 16
"""Characters within which the header ends."""

LINES = 20
"""A malformed row that runs over so many lines is a quote that nobody closed."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDER = {"gbk": "gb18030", "gb2312": "gb18030"}
"""What a file is often called, and the superset that it often is."""


@dataclass(frozen=True)
class Examined:
    """A file's hash and encoding; `bad_line` is where it cannot be decoded, 0 = nowhere so far."""

    sha256: str
    encoding: str
    bad_line: int


def examine(path: Path, encoding: str = "") -> Examined:
    """Hash a file and find out its encoding: as stated, by its mark, else UTF-8, else GB18030.

    Whether GB18030 can be decoded shows only when the file is read.
    """
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for mark, name in BOMS if start.startswith(mark)), "")
    stated = codecs.lookup(encoding).name if encoding else marked
    name = WIDER.get(stated, stated).removesuffix("-sig") or "utf-8"
    digest, bad_line, line = hashlib.sha256(), 0, 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if name == "utf-8" and not bad_line:
                bad_line = _bad_line(decoder, chunk, line)
                line += chunk.count(b"\n")
    if name == "utf-8" and not bad_line:
        bad_line = _bad_line(decoder, b"", line, last=True)
    if bad_line and not stated:
        name, bad_line = "gb18030", 0
    return Examined(digest.hexdigest(), name, bad_line)


def _bad_line(decoder: Any, chunk: bytes, line: int, *, last: bool = False) -> int:
    try:
        decoder.decode(chunk, last)
    except UnicodeDecodeError as error:
        return line + int(error.object[: error.start].count(b"\n"))
    return 0


class Utf8(io.RawIOBase):
    """A file of another encoding, read as UTF-8; `bad_line` tells where that ended."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._line = 1
        self.bad_line = 0

    def readable(self) -> bool:
        """Return True: pyarrow asks."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        parts, length = [self._ready], len(self._ready)
        while size < 0 or length < size:
            chunk = self._file.read(CHUNK)
            self.bad_line = _bad_line_of(self._decoder, chunk, self._line, parts)
            if self.bad_line:
                raise UnicodeError(f"line {self.bad_line}")
            length += len(parts[-1])
            self._line += chunk.count(b"\n")
            if not chunk:
                break
        whole = b"".join(parts)
        cut = len(whole) if size < 0 else size
        self._ready = whole[cut:]
        return whole[:cut]

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def _bad_line_of(decoder: Any, chunk: bytes, line: int, parts: list[bytes]) -> int:
    """Append the chunk in UTF-8, or return the line that is at fault."""
    try:
        parts.append(decoder.decode(chunk, not chunk).encode())
    except UnicodeDecodeError as error:
        return line + int(error.object[: error.start].count(b"\n"))
    return 0


@dataclass
class _Rows:
    """Numbers of the rows that fit; the parser tells of the others ahead of time."""

    file: str
    malformed: Malformed
    next: int = 2
    skipped: list[int] = field(default_factory=list)
    unclosed: int = 0

    def skip(self, row: Any) -> str:
        """Pass over a row with too many or too few cells."""
        self.skipped.append(row.number)
        self.malformed.add(self.file, row.number, row.text)
        if row.text.count("\n") >= LINES and not self.unclosed:
            self.unclosed = row.number
        return "skip"

    def take(self, count: int) -> Any:
        """Numbers of the next `count` rows that fit."""
        numbers = np.arange(self.next, self.next + count + len(self.skipped))
        if self.skipped:
            numbers = numbers[~np.isin(numbers, self.skipped)]
        numbers = numbers[:count]
        if count:
            self.next = int(numbers[-1]) + 1
            self.skipped = [number for number in self.skipped if number >= self.next]
        return numbers


def read_delimited(
    path: Path, declared: Declared, examined: Examined, malformed: Malformed, problems: Problems
) -> Iterator[Batch]:
    """Batches of a delimited file; what is wrong with it is added to `problems`.

    Records are counted, not lines: a cell may hold line breaks if it is quoted.
    """
    import pyarrow as pa  # noqa: PLC0415  0.2 s, and only where registers are read

    if examined.bad_line:
        encoding = examined.encoding.upper()
        problems.add("register_bytes", path.name, line=examined.bad_line, encoding=encoding)
        return
    rows = _Rows(path.name, malformed)
    delimiter = declared.delimiter or ("\t" if path.suffix.lower() == ".tsv" else ",")
    stream = Utf8(path, examined.encoding)
    with stream:
        try:
            header, more = _header(path, examined.encoding, delimiter)
            found = places(header, declared.columns, path.name, problems)
            if found is None or not more:
                return
            plain = examined.encoding == "utf-8"
            source = str(path) if plain else pa.PythonFile(stream, mode="r")
            for batch in _open(source, len(header), delimiter, rows):
                yield _texts(batch, found, rows.take(batch.num_rows))
        except (pa.ArrowInvalid, UnicodeError, csv.Error) as error:
            _tell(error, stream, rows, path.name, examined.encoding, problems)
            return
    if rows.unclosed:
        detail = f"这一行跨了 {LINES} 行以上"
        problems.add("register_quote", path.name, line=rows.unclosed, detail=detail)


def _header(path: Path, encoding: str, delimiter: str) -> tuple[list[str], bool]:
    """The first record, and whether anything follows: pyarrow fails on a header alone."""
    # wrong bytes are told with their line when the whole is read
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        text = file.read(HEAD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return next(reader, []), len(text) == HEAD or next(reader, None) is not None


def _open(source: Any, width: int, delimiter: str, rows: _Rows) -> Any:
    import pyarrow as pa  # noqa: PLC0415  as above
    from pyarrow import csv as arrow  # noqa: PLC0415

    names = [str(number) for number in range(width)]  # headings may repeat or be blank
    return arrow.open_csv(
        source,
        # one thread: only then rows have numbers
        read_options=arrow.ReadOptions(
            use_threads=False, block_size=BLOCK, column_names=names, skip_rows_after_names=1
        ),
        parse_options=arrow.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,  # so that rows are numbered as in Excel
            invalid_row_handler=rows.skip,
        ),
        convert_options=arrow.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


def _texts(batch: Any, found: dict[str, int], numbers: Any) -> Batch:
    """Trimmed columns of the fields; rows without any cell are left out."""
    import pyarrow as pa  # noqa: PLC0415  as above
    from pyarrow import compute  # noqa: PLC0415

    texts = {name: compute.utf8_trim_whitespace(batch.column(i)) for name, i in found.items()}
    table = pa.table({**texts, SOURCE_ROW: pa.array(numbers, pa.int64())})
    empty = compute.equal(next(iter(texts.values())), "")
    if not compute.any(empty).as_py():
        return table
    for column in batch.columns:
        empty = compute.and_(empty, compute.equal(compute.utf8_trim_whitespace(column), ""))
    return table.filter(compute.invert(empty))


def _tell(
    error: Exception, stream: Utf8, rows: _Rows, file: str, encoding: str, problems: Problems
) -> None:
    if stream.bad_line or isinstance(error, UnicodeError):
        line = stream.bad_line or 1
        problems.add("register_bytes", file, line=line, encoding=encoding.upper())
    elif "straddl" in str(error) or "sync" in str(error):
        problems.add("register_quote", file, line=rows.next, detail="一行超过程序一次读取的长度")
    else:
        problems.add("register_unreadable", file, detail=error)
