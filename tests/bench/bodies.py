"""The responses of the bench's upstream."""

import json
import re

from servers import ROOT

PAGE = ROOT / "tests" / "vectors" / "pages" / "1.0a41" / "table.html"


def answer_of(size):
    """A JSON answer of about that many bytes, as Datasette would give it."""
    rows = []
    while len(json.dumps({"ok": True, "rows": rows})) < size:
        rows.append({"date": "2024-07-01", "name": "Country", "dollar_price": 5 + len(rows) / 8})
    return json.dumps({"ok": True, "rows": rows})


def page_of(size):
    """A page of a table of about that many bytes, recorded from Datasette, with more rows."""
    text = PAGE.read_text()
    row = re.search(r"<tr data-row=.*?</tr>\s*", text, re.S)
    more = max(0, size - len(text)) // len(row.group())
    return text[: row.end()] + row.group() * more + text[row.end() :]


def write_bytes(path, size):
    """A file of that many bytes that are not all the same."""
    block = bytes(range(256)) * 4096
    with path.open("wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
        file.write(block[: size % len(block)])
