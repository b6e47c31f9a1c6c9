"""Publish a folder or a file in one move: readers see the old or the new, never half of each."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class OutputBusyError(OSError):
    """The output cannot be replaced, as when Excel holds one of its files open."""


@contextmanager
def published(target: Path) -> Iterator[Path]:
    """Give a temporary folder; when the block ends well, it takes the place of `target`.

    Whatever goes wrong, in the block or in the move, `target` keeps what it had.

    Raises
    ------
    OutputBusyError
        If the folder cannot be made or moved.
    """
    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputBusyError(str(error)) from error
    try:
        fresh = work / "new"
        fresh.mkdir()
        yield fresh
        _replace(fresh, target, work / "old")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def replaced(target: Path, text: str) -> None:
    """Write a text file so that readers see the old text or the new one, never half of it.

    Raises
    ------
    OutputBusyError
        If the file cannot be written; it then keeps what it had.
    """
    fresh = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(target)
    except OSError as error:
        raise OutputBusyError(str(error)) from error
    finally:
        fresh.unlink(missing_ok=True)


def _replace(fresh: Path, target: Path, aside: Path) -> None:
    try:
        if target.exists():
            target.rename(aside)
        try:
            fresh.rename(target)
        except OSError:
            if aside.exists():
                aside.rename(target)
            raise
    except OSError as error:
        raise OutputBusyError(str(error)) from error
