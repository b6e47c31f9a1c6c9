"""The report on policies and the bulletin written and read back, for the tests of them."""

import dataclasses

from reports.word import form
from reports.word.bulletin import write_bulletin
from reports.word.paper import Paper
from reports.word.policy import write_policies
from reports.word.wording import texts
from tests.reports.test_word import opened


def written(evaluation, folder, pictures=()):
    named = {picture.name: picture for picture in pictures}
    write_policies(evaluation, named, Paper(texts()), folder / "report_policy.docx")
    write_bulletin(evaluation, named, Paper(texts(), form.BRIEF), folder / "bulletin.docx")
    return [opened(folder / f"{name}.docx") for name in ("report_policy", "bulletin")]


def changed(evaluation, **views):
    return dataclasses.replace(evaluation, views=evaluation.views | views)


def paragraphs(document):
    return [paragraph.text for paragraph in document.paragraphs]


def chapters(document):
    return [p.text for p in document.paragraphs if p.style.name == "Heading 1"]


def percent(share):
    return f"{100 * share:.1f}%"
