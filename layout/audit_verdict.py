"""The audit in one paragraph: counts, labels and figures, nothing else."""

import pandas as pd

from layout.audit_rules import FAIL, NOT_APPLICABLE, PASS, WATCH, rules, texts

NAMED = 3
"""Rows of one check that the verdict names: the rest stands in the table."""


def verdict(audit: pd.DataFrame) -> str:
    """The audit in one paragraph: how many of each verdict, and what did not pass.

    Parameters
    ----------
    audit
        From `audit`.

    Returns
    -------
    str
        Chinese, of counts, labels and figures only. Of each check that failed, the values furthest
        beyond its limits are named.
    """
    say, counts = texts("sentence"), audit.verdict.value_counts()
    passed, watched, failed, without = (
        int(counts.get(code, 0)) for code in (PASS, WATCH, FAIL, NOT_APPLICABLE)
    )
    judged = audit[audit.verdict.isin([PASS, WATCH, FAIL])]
    parts = [
        say["counts"].format(
            checks=judged.check.nunique(),
            judged=len(judged),
            passed=passed,
            watched=watched,
            failed=failed,
        ),
        say["failed"].format(groups=_groups(audit[audit.verdict == FAIL]))
        if failed
        else say["nothing_failed"],
    ]
    if watched:
        parts.append(say["watched"].format(groups=_groups(audit[audit.verdict == WATCH])))
    if without:
        unfit = audit[audit.verdict == NOT_APPLICABLE].groupby("subject_label", sort=False).check
        groups = [
            say["without"].format(
                subject=subject, checks="、".join(rules()[check].label_zh for check in checks)
            )
            for subject, checks in unfit
        ]
        parts.append(say["not_applicable"].format(count=without, groups="；".join(groups)))
    return "".join([*parts, say["limit"]])


def _groups(rows_of_verdict: pd.DataFrame) -> str:
    """Checks with their number of rows; of those that failed, the worst by name and value."""
    say, groups = texts("sentence"), []
    for check, rows in rows_of_verdict.groupby("check", sort=False):
        rule, template, examples = rules()[str(check)], say["short_group"], ""
        failed = rows[rows.verdict == FAIL]
        if len(failed):
            template = say["group"]
            beyond = failed.value.map(rule.excess).sort_values(ascending=False, kind="stable")
            named = failed.loc[beyond.index[:NAMED]]
            examples = "、".join(
                say["example"].format(subject=subject, value=format(value, rule.format))
                for subject, value in zip(named.subject_label, named.value, strict=True)
            ) + (say["more"] if len(failed) > NAMED else "")
        groups.append(template.format(check=rule.label_zh, count=len(rows), examples=examples))
    return "；".join(groups)
