"""Where does the first of several tables end? Two models in one paste are not one, and have a total each."""

import re

from explorer.remark import Remark


def first_table(text: str, header: re.Pattern) -> tuple[str, tuple[Remark, ...]]:
    """Return the text up to the titles of a second table, and the remark that there is one."""
    titles = header.search(text)
    second = header.search(text, titles.end()) if titles else None
    if second is None or not re.search(r"\d", text[titles.end() : second.start()]):
        return text, ()
    return text[: second.start()], (Remark("reading.keras.several"),)
