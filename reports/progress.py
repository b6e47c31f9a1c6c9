"""What a run says while it works: a bar on a terminal, JSON lines for machines, else nothing."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tqdm import tqdm


@dataclass
class Progress:
    """Tells the stages of a run on standard error.

    Attributes
    ----------
    as_json
        One JSON object a line instead of a bar, also in a pipe.
    """

    as_json: bool
    bar: "tqdm | None" = field(default=None, repr=False)
    begun: bool = False

    @contextmanager
    def of(self, subject: str, stages: int) -> Iterator[None]:
        """Show the progress of one study."""
        self.bar = tqdm(
            total=stages,
            desc=subject,
            file=sys.stderr,
            # None: only on a terminal
            disable=True if self.as_json else None,
            ncols=72,
            bar_format="{desc:<12} {bar:24} {n_fmt}/{total_fmt}{postfix}",
        )
        self.begun = False
        try:
            yield
            self.bar.update()
        finally:
            self.bar.close()

    def stage(self, subject: str, name: str) -> None:
        """A stage begins."""
        self._line(event="stage", study=subject, stage=name)
        if self.bar is not None:
            self.bar.update(self.begun)  # the stage before is done
            self.bar.set_postfix_str(name)
            self.begun = True

    def done(self, subject: str, status: str, message: str) -> None:
        """A study is finished; in plain mode only what went wrong is said here."""
        self._line(event="done", study=subject, status=status, message=message)
        if not self.as_json and status != "ok":
            sys.stderr.write(message.rstrip() + "\n")

    def _line(self, **fields: str) -> None:
        if self.as_json:
            sys.stderr.write(json.dumps(fields, ensure_ascii=False) + "\n")
