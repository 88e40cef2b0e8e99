"""What logs leave out."""

from __future__ import annotations

import logging
import re

# Whoever has the address of a preview can read it, so that no log may hold one.
TOKEN = re.compile(r"(/preview/)[\w-]{20,}")


class WithoutTokens(logging.Filter):
    """Leaves the tokens of previews out of what is logged, such as the path of a failed request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with dots in place of a token."""
        try:
            told = record.getMessage()
        except Exception:  # noqa: BLE001  # Arguments that do not fit: each handler says so itself.
            return True
        if TOKEN.search(told):
            record.msg, record.args = TOKEN.sub(r"\1…", told), None
        return True
