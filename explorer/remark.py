"""What happened? A key and the values that its sentence needs, never prose: `explorer.text` says how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from explorer.text import say


@dataclass(frozen=True)
class Remark:
    """Something to tell a reader, as data.

    `key` names the template: its first part is the file of `explorer/text/<language>/`, the rest the key in it.
    `values` are numbers, names, keys of registries, further remarks, or tuples of these. Equal by key and values.
    `str` gives the English sentence, for messages and for code that has no language to ask for.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __reduce__(self):
        return Remark, (self.key, dict(self.values))

    def __str__(self) -> str:
        return say(self)

    def __contains__(self, part: str) -> bool:
        return part in str(self)


def as_written(text: str) -> Remark:
    """Wrap a sentence that came finished from elsewhere (an older saved plan), to be shown as it is."""
    return Remark("remarks.as_written", {"text": text})


def in_a_row(*parts: Remark | None) -> Remark:
    """Put remarks one after the other; None has nothing to say."""
    return Remark("remarks.in_a_row", {"parts": tuple(part for part in parts if part is not None)})


def quoted(name: "Remark | str") -> Remark:
    """Put a name in quotation marks, those of the reader's language."""
    return Remark("remarks.quoted", {"name": name})


def of_record(group: str, key: str, field: str, english: str, **values: object) -> Remark:
    """Return the words of a record: its own English, over which another language lays `records.md`.

    `group` names the registry ("rules"), `key` the record in it, `field` which of its words ("sentence").
    With `values` the words are a template: "Learns at {speed:speed}".
    """
    return Remark(f"records.{group}.{key}.{field}", {"english": english, **values})
