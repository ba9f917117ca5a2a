"""How does a pinned experiment travel in the link? As the settings in which it differs from the first ones."""

from collections.abc import Callable, Mapping
from functools import partial

from explorer.errors import ReaderError
from explorer.simulation import SignalSpec
from explorer.ui.links import Field, Unusable

PINS = ("pin_1", "pin_2", "pin_3")
LONGEST = 400  # characters: every setting with its longest value
Values = Mapping[str, object]


def pin_field(
    key: str, settings: tuple[Field, ...], spec_of: Callable[[Values], SignalSpec],
    settings_of: Callable[[SignalSpec], Values],
) -> Field:  # fmt: skip
    """Return the setting that holds one pinned experiment, None where there is none: "activation:relu,depth:20"."""
    read, write = partial(_read, settings, spec_of), partial(_write, settings, settings_of)
    return Field(key, None, read, write, longest=LONGEST)


def _write(settings: tuple[Field, ...], settings_of: Callable, spec: SignalSpec | None) -> str:
    if spec is None:
        return ""
    values = settings_of(spec)
    told = [f"{one.key}:{one.write(values[one.key])}" for one in settings if values[one.key] != one.default]
    return ",".join(told) or settings[0].key + ":" + settings[0].write(settings[0].default)


def _read(settings: tuple[Field, ...], spec_of: Callable, text: str) -> SignalSpec | None:
    if not text:
        return None
    known = {one.key: one for one in settings}
    values = {one.key: one.default for one in settings}
    for part in text.split(","):
        name, _, value = part.partition(":")
        if name not in known:
            raise Unusable
        values[name] = known[name].read(value)
    try:
        return spec_of(values)
    except ReaderError as error:
        raise Unusable from error


def pinned(values: Values) -> tuple[SignalSpec, ...]:
    """Return the pinned experiments, the first one pinned first."""
    return tuple(values[key] for key in PINS if values[key] is not None)


def pins_of(specs: tuple[SignalSpec, ...]) -> dict[str, SignalSpec | None]:
    """Return the settings that hold these pins."""
    return dict(zip(PINS, (*specs, None, None, None), strict=False))
