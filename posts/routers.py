"""Which tables fixtures leave out."""

from __future__ import annotations

from typing import Any


class IndexRouter:
    """Keeps the search index out of dumps: it is made from the posts, and differs by database."""

    def allow_migrate(
        self,
        db: str,  # noqa: ARG002
        app_label: str,
        model_name: str | None = None,
        **_hints: Any,
    ) -> bool | None:
        """Refuse the index; the migration makes its table by hand."""
        is_index = (app_label, model_name) == ("posts", "searchentry")
        return False if is_index else None
