"""Which layers move together? Blocks as the model's own names draw them, else a layer with its norm and activation.

Keras's EfficientNet example: "Each block needs to be all turned on or off" (facts A4): a stage is a block, not a layer.
"""

import re
from collections.abc import Sequence

from explorer.planner.layers.families import Family
from explorer.planner.records.row import Row
from explorer.planner.structure.blocks import LARGEST_BLOCK, MAIN, Walk
from explorer.planner.structure.name_tree import build_tree, split_path


def find_stages(
    rows: Sequence[Row], families: Sequence[Family], alone: Sequence[int]
) -> tuple[list[int], tuple[str, ...]]:
    """Give each row its stage (0 nearest the input) and each stage its name.

    `alone` are rows with a stage of their own: the heads.
    """
    splits = [split_path(row) for row in rows]
    root = build_tree(splits)
    keys: list[str | None] = [None] * len(rows)
    Walk(rows, families, keys, set(alone)).visit(root, wrapped=True)
    join_branches(rows, families, keys)
    for index in alone:
        keys[index] = f"head {index}"
    _join_followers(rows, families, keys, set(alone))
    return number(rows, keys)


def join_branches(rows: Sequence[Row], families: Sequence[Family], keys: list[str | None]) -> None:
    """Keep branches that meet again in one stage, where the text gives the connections and names tell no blocks.

    Between two layers through which everything passes lies one block: the layers of a residual or inception block.
    """
    for segment in segments(rows):
        loose = [index for index in segment if keys[index] is None]
        main = [index for index in loose if families[index].weighted and families[index].name in MAIN]
        named = {keys[index] for index in segment} - {None}
        if len(named) <= 1 and 1 < len(main) + len(named) <= LARGEST_BLOCK and main:
            for index in loose:
                keys[index] = next(iter(named), f"layer {main[0]}")


def segments(rows: Sequence[Row]) -> list[list[int]]:
    """Cut the rows wherever a single tensor passes on; [] where the connections are not known."""
    places = {row.path: index for index, row in enumerate(rows)}
    last_use = [-1] * len(rows)
    for index, row in enumerate(rows):
        for name in row.inputs:
            source = places.get(name)
            if source is None or source >= index:
                return []
            last_use[source] = index
    if max(last_use, default=-1) < 0:
        return []
    found, current, alive = [], [], 0
    ends: dict[int, int] = {}
    for index in range(len(rows)):
        current.append(index)
        alive -= ends.pop(index, 0)
        if last_use[index] > index:
            alive += 1
            ends[last_use[index]] = ends.get(last_use[index], 0) + 1
        if alive <= 1:
            found.append(current)
            current = []
    return [*found, current] if current else found


def _join_followers(rows: Sequence[Row], families: Sequence[Family], keys: list[str | None], alone: set[int]) -> None:
    """Give layers without a block a stage: one for each main layer, which its norm and activation join."""
    current: str | None = None
    waiting: list[int] = []
    for index, key in enumerate(keys):
        family = families[index]
        starts = key is None and family.weighted and family.name in MAIN and not family.raw
        if starts and family.name == "embedding" and index and families[index - 1].name == "embedding":
            starts = current is None or not current.startswith("layer ")
        if key is not None or starts:
            current = key if key is not None else f"layer {index}"
            for earlier in waiting:  # input, padding and the like before the first layer
                keys[earlier] = current
            waiting.clear()
            keys[index] = current
        elif current is None:
            waiting.append(index)
        else:
            keys[index] = current
    for index in waiting:
        keys[index] = current or "all"


def number(rows: Sequence[Row], keys: Sequence[str | None]) -> tuple[list[int], tuple[str, ...]]:
    """Number the stages in the order they first appear and name each after its block or its main layer."""
    order: dict[str, int] = {}
    members: list[list[int]] = []
    for index, key in enumerate(keys):
        if key not in order:
            order[key] = len(order)
            members.append([])
        members[order[key]].append(index)
    names = []
    for key, inside in zip(order, members, strict=True):
        kind, _, place = key.partition(" ")
        single = kind in ("layer", "head") and place.isdigit()
        names.append(rows[int(place)].path if single else as_written([rows[index].path for index in inside], key))
    return [order[key] for key in keys], distinct(names)


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Number names that come twice, as where the text cut two names at the same place."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)


def as_written(paths: Sequence[str], key: str) -> str:
    """Give a block's key with the separators of its paths: conv2_block1, not conv2.block1."""
    starts = (path[: len(key)] for path in paths)
    return next((start for start in starts if re.sub(r"[_/]", ".", start) == key.replace("_", ".")), key)
