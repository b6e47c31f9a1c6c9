"""The publication archive (信息发布制度): dated releases that never change, with their indexes."""

from reports.archive.publication import publish

__all__ = ["publish"]
