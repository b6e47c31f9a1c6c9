"""Self-reporting (数据报送): what a form asks, and reading the forms that come back."""

from geodata.forms.collect import OUTPUTS, Collected, collect
from geodata.forms.form import Asked, Form, Known

__all__ = ["OUTPUTS", "Asked", "Collected", "Form", "Known", "collect"]
