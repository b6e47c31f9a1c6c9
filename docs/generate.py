"""Write the manuals that follow from the code: ``docs/study.md`` and ``docs/metrics.md``.

Run ``make docs``; a test compares the files with what this would write.
"""

import sys
import types
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import run_eval  # noqa: E402
from layout import metrics  # noqa: E402
from layout.labels import labels  # noqa: E402
from layout.settings import Settings  # noqa: E402


def study_manual() -> str:
    """Every setting of a study file with its default and meaning."""
    lines = [
        "# 研究文件的设置",
        "",
        "由 `layout/settings/` 生成（`make docs`），请勿手改。未知的键一律报错。",
    ]
    return "\n".join(lines + _section(Settings, "")) + "\n"


def _section(model: type[BaseModel], name: str) -> list[str]:
    title = f"## `[{name}]`" if name else "## 顶层"
    lines = ["", title, ""]
    lines += ["| 键 | 类型 | 默认 | 说明 |", "|---|---|---|---|"]
    nested = []
    for key, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            nested.append((key, kind))
            continue
        default = "必填" if field.is_required() else _default(field.get_default())
        lines.append(f"| `{key}` | {_kind(kind)} | {default} | {field.description} |")
    for key, kind in nested:
        lines += _section(kind, key)
    return lines


def _default(value: Any) -> str:
    """A default as it would stand in the file."""
    if value in (None, "", []):
        return "空"
    if isinstance(value, dict):
        return "、".join(f"{key} {part:.4g}" for key, part in value.items())
    return f"`{value}`"


def _kind(kind: Any) -> str:
    """A type in words."""
    words = {str: "文字", int: "整数", float: "数字", bool: "true/false", type(None): "空"}
    if kind in words:
        return words[kind]
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return "、".join(f"`{part}`" for part in parts)
    if origin is list:
        return f"{_kind(parts[0])}的列表"
    if origin is dict:
        return f"{_kind(parts[0])}到{_kind(parts[1])}的表"
    if origin is types.UnionType:
        return "或".join(_kind(part) for part in parts if part is not type(None))
    if parts:  # Annotated
        return _kind(parts[0])
    return "日期" if kind.__name__ == "date" else kind.__name__


KINDS = {
    "level": "0–1 的得分",
    "growth": "近三年（或有数以来）平均每年的变化",
    "percentile": "当年在参评地区中的百分位，0 最低、100 最高，并列各计一半",
    "ratio": "两个维度得分之比",
    "flag": "是为 1，否为 0",
    "indicator": "指标原值，单位见指标表",
}


def metrics_manual() -> str:
    """Every metric that a rule may name, for the bundled studies."""
    lines = [
        "# 规则可用的指标名",
        "",
        "由 `layout/metrics.py` 生成（`make docs`），请勿手改。",
        "",
        "`typology.csv` 与 `rules.csv` 的条件、缺口、依据和理由中只能用这些名称。",
        "条件可用四则运算、比较、`and`、`or`、`not` 与括号。",
        "所需数据缺失时，规则视为无法判定，并写入说明表。",
    ]
    systems = {}
    for name in ("china", "jiangsu"):
        study, _ = run_eval.load(ROOT / "studies" / f"{name}.toml")
        systems[name] = metrics.names(study.indicators), study.indicators
    shared = {m: k for m, k in systems["china"][0].items() if k != "indicator"}
    codes = {i.code for _, indicators in systems.values() for i in indicators}
    for kind, words in KINDS.items():
        names = [m for m, k in shared.items() if k == kind]
        names = [m for m in names if m.removeprefix(metrics.PERCENTILE) not in codes]
        if names:
            lines += ["", f"## {words}", "", "、".join(f"`{name}`" for name in names)]
    for name, (_, indicators) in systems.items():
        lines += ["", f"## 研究 {name} 的指标", "", "每个指标另有百分位 `p_<代码>`。", ""]
        lines += ["| 代码 | 名称 | 维度 | 单位 |", "|---|---|---|---|"]
        lines += [
            f"| `{i.code}` | {i.label_zh} | {labels()['dimension', i.dimension]} | {i.unit.name} |"
            for i in indicators
        ]
    return "\n".join(lines) + "\n"


MANUALS = {"study.md": study_manual, "metrics.md": metrics_manual}

if __name__ == "__main__":
    for file, manual in MANUALS.items():
        (ROOT / "docs" / file).write_text(manual(), encoding="utf-8", newline="\n")
