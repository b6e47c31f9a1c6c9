"""Self-reporting (数据报送): the form that a region fills in, and what came back."""

from reports.forms.form import write_form
from reports.forms.result import summary, write_collected

__all__ = ["summary", "write_collected", "write_form"]
