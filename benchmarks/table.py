"""One workload as aligned text."""

from typing import Any


def table(found: dict[str, Any]) -> str:
    """Title, a line for each contestant, and what was checked.

    Examples
    --------
    >>> timing = {"cpu_s": 2, "least_s": 1.5, "runs": 9, "extrapolated_from": 5, "peak_mb": 80}
    >>> found = {"title": "Title", "workload": "small", "reference": "NumPy"}
    >>> print(table(found | {"timings": {"NumPy": timing}, "checked": ["all agree"]}))
    Title: small
      contestant      CPU s   least      x  peak MB  runs
      NumPy            2.00    1.50   1.00       80     9  extrapolated from 5 draws
      checked: all agree
    """
    timings = found["timings"]
    wide = max(13, *map(len, timings))
    head = f"  {'contestant':{wide}}{'CPU s':>8}{'least':>8}{'x':>7}{'peak MB':>9}{'runs':>6}"
    lines = [f"{found['title']}: {found['workload']}", head]
    unit = timings[found["reference"]]["cpu_s"]
    for name, timing in timings.items():
        line = f"  {name:{wide}}{_seconds(timing['cpu_s'])}{_seconds(timing['least_s'])}"
        line += f"{timing['cpu_s'] / unit:7.2f}{timing['peak_mb']:9.0f}{timing['runs']:6}"
        if timing["extrapolated_from"]:
            line += f"  extrapolated from {timing['extrapolated_from']} draws"
        lines.append(line)
    return "\n".join(lines + [f"  checked: {claim}" for claim in found["checked"]])


def _seconds(number: float) -> str:
    """Three figures."""
    return f"{number:8.{2 if number >= 1 else 3 if number >= 0.1 else 4}f}"
