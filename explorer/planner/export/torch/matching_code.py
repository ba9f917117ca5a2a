"""How does exported code find the plan's layers in the live model? Text shared by all Python exports.

The pieces are plain Python that knows no framework; `parts` is always {name: module or parameter}.
"""

from explorer.planner.export.tables import Tables

FIND_BY_NAME = '''
def find_layers(parts):
    """Give each listed layer its place in this model: {name: (block, group, action)}."""
    start = wrapper_name(parts)
    rows = {}
    for block, group, action, names in BLOCKS:
        for name in names:
            if start + name not in parts:
                raise ValueError(
                    f"The plan lists the layer {name!r}, which this model lacks. "
                    f"It has for example {list(parts)[1:4]}. Is it the model whose summary was read?"
                )
            if start + name in rows:
                raise ValueError(f"The plan lists the layer {name!r} twice.")
            rows[start + name] = (start + block, group, action)
    return rows
'''

WRAPPER = '''
def wrapper_name(parts):
    """What a wrapper or an outer model puts before the plan's names: nothing, or "backbone" and a separator."""
    listed = [name for _, _, _, names in BLOCKS for name in names if isinstance(name, str)]
    if not listed:
        return ""
    first = listed[0]
    starts = [name[: -len(first)] for name in parts if (SEPARATOR + name).endswith(SEPARATOR + first)]
    return next((start for start in starts if all(start + name in parts for name in listed)), "")
'''

FIND_BY_PATTERN = '''
def find_layers(parts):
    """Give each listed layer its place in this model: {name: (block, group, action)}."""
    start = wrapper_name(parts)
    listed = [(name, (block, group, action)) for block, group, action, names in BLOCKS for name in names]
    found = {}  # number in the list -> name in this model
    for number, (name, _) in enumerate(listed):
        if isinstance(name, str):
            if start + name not in parts:
                raise ValueError(
                    f"The plan lists the layer {name!r}, which this model lacks. "
                    f"It has for example {list(parts)[1:4]}. Is it the model whose summary was read?"
                )
            if start + name in found.values():
                raise ValueError(f"The plan lists the layer {name!r} twice.")
            found[number] = start + name
    found.update(match_patterns(parts, [name for name, _ in listed], set(found.values())))
    return {found[number]: listed[number][1] for number in sorted(found)}


def match_patterns(parts, listed, taken):
    """The layers that (start of the name, class, number of weights) tells; equal ones in their order."""
    found, closed = {}, ()
    once = {id(part): name for name, part in reversed(parts.items())}  # shared layers by their first name
    blocks = {type(part).__name__ for part in parts.values() if None not in sizes(part) and len(set(sizes(part))) > 1}
    patterns = {name for name in listed if not isinstance(name, str)}

    # The most telling ones first: long starts of names, then large sizes, then whole blocks before single layers.
    def telling(pattern):
        begin, kind, size = pattern
        return len(begin), -1 if size is None else size, kind in blocks, kind

    for pattern in sorted(patterns, key=telling, reverse=True):
        begin, kind, size = pattern
        fits = [
            name
            for name, part in parts.items()
            if once[id(part)] == name and name not in taken and not name.startswith(closed)
            if name.startswith(begin) and fits_pattern(part, kind, size)
        ]
        wanted = [number for number, name in enumerate(listed) if name == pattern]
        if not fits and kind == type(parts.get(wrapper_name(parts).removesuffix(SEPARATOR))).__name__:
            fits = [""]  # what the table gives to the model itself: parts that did not run when it was printed
        if len(fits) > len(wanted):  # a plan's new layer, whose own size tells nothing, may belong to another row
            known = [(name, sizes(parts[name])) for name in fits]
            fits = [name for name, (own, whole) in known if own is not None or (size is not None and whole == size)]
        if len(fits) > len(wanted) and size is not None:  # a holder and what it holds alone are the same weights
            fits = [name for name in fits if not any(name.startswith(outer + SEPARATOR) for outer in fits)]
        if len(fits) != len(wanted):
            raise ValueError(
                f"The plan has {len(wanted)} layers of class {kind!r} with {size} weights and names that start with "
                f"{begin!r}; this model has {len(fits)}. Is it the model whose summary was read? "
                "If so, plan with a summary that gives every layer's name."
            )
        found.update(zip(wanted, fits))
        taken.update(fits)
        whole = [name for name in fits if size is not None and sizes(parts[name])[0] != size]
        closed += tuple(name + SEPARATOR for name in whole)  # what is inside belongs to that row
    return found


def fits_pattern(part, kind, size):
    """Whether class and number of weights fit: the layer's own, or with all that is inside it."""
    own, whole = sizes(part)
    if kind not in ("", type(part).__name__):
        return False
    if own is None:  # one of this plan's new layers
        return True
    return size in (own, whole) if size is not None else own > 0 or kind != ""
'''

DECIDE = '''
def decide(name, rows):
    """The listed layer that decides for `name`: itself or the longest listed path before it,
    else the first layer of its block, else the first layer of all."""
    path = name
    while path:
        if path in rows:
            return path
        path = path.rpartition(SEPARATOR)[0]
    if path in rows and SEPARATOR not in name:  # a weight of the model itself
        return path
    return next((first for start, first in block_starts(rows) if name.startswith(start)), next(iter(rows)))
'''

STARTS_BY_NAME = '''
def block_starts(rows):
    """What the names of a block begin with and its first layer, longest first."""
    firsts = {}
    for name, (block, _, _) in rows.items():
        firsts.setdefault(block + SEPARATOR, name)
    return sorted(firsts.items(), key=lambda pair: len(pair[0]), reverse=True)
'''

STARTS_BY_PATTERN = '''
def block_starts(rows):
    """What the names of a block have in common and its first layer, longest first."""
    blocks, starts = {}, []
    for name, (block, _, _) in rows.items():
        blocks.setdefault(block, []).append(name.split(SEPARATOR))
    for names in blocks.values():
        inner = list(names)  # the last layers of a block may lie outside of it, as the final norm does
        while len(inner) > 2 and not os.path.commonprefix(inner):
            inner.pop()
        same = os.path.commonprefix(inner)
        if same:
            starts.append((SEPARATOR.join(same) + SEPARATOR, SEPARATOR.join(names[0])))
    return sorted(starts, key=lambda pair: len(pair[0]), reverse=True)
'''

TELL = '''
def tell(unlisted, rows):
    """Print which weights no listed layer owns, and how they are treated."""
    for decider in dict.fromkeys(unlisted.values()):
        names = [name for name in unlisted if unlisted[name] == decider]
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        print(f"Not in the summary: {shown}. Treated like {decider or 'the model itself'}: group {rows[decider][1]!r}.")
'''

NAMED_HEAD = '''

find_listed = find_layers


def find_layers(parts):
    """The same with the head that is named in HEAD."""
    if HEAD is None:
        raise ValueError(
            "The summary shows no last layer with answers. Write its name in HEAD, near the top; "
            "give a model that has none one first."
        )
    rows = find_listed(parts) if BLOCKS else {}
    for head in [HEAD] if isinstance(HEAD, str) else HEAD:
        rows[named_head(parts, head)] = ("head", "head", "replace")
    return rows


def named_head(parts, head):
    """The place of a layer named in HEAD in this model, which a wrapper may have put inside another."""
    inside = [name for name in parts if name.endswith(SEPARATOR + head)]
    for name in (head, wrapper_name(parts) + head, *(inside if len(inside) == 1 else ())):
        if name in parts:
            return name
    raise ValueError(f"HEAD names {head!r}, which this model lacks. Its last names are {list(parts)[-3:]}.")
'''


def find_code(tables: Tables, sizes: str) -> str:
    """Write how weights find their row: by name where all names are known, else also by pattern and order."""
    known = [FIND_BY_NAME, DECIDE, STARTS_BY_NAME]
    code = [FIND_BY_PATTERN, sizes, DECIDE, STARTS_BY_PATTERN] if tables.patterns else known
    return "\n".join([WRAPPER, code[0] + ("" if tables.has_head else NAMED_HEAD), *code[1:], TELL])
