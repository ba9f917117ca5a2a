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
            rows[start + name] = (block, group, action)
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
    once = {id(part): name for name, part in reversed(parts.items())}  # shared modules by their first name
    patterns = {name for name, _ in listed if not isinstance(name, str)}
    # The most telling pattern first: long starts of names, then known classes and sizes.
    for pattern in sorted(patterns, key=lambda p: (len(p[0]), p[2] is not None, p[1] != "", str(p)), reverse=True):
        wanted = [number for number, (name, _) in enumerate(listed) if name == pattern]
        taken = set(found.values())
        free = [name for name, part in parts.items() if once[id(part)] == name and name not in taken]
        fits = [name for name in free if fits_pattern(parts, name, start, pattern)]
        if len(fits) != len(wanted):
            raise ValueError(
                f"The plan has {len(wanted)} layers of class {pattern[1]!r} with {pattern[2]} weights and names that "
                f"start with {pattern[0]!r}; this model has {len(fits)}. Is it the model whose summary was read?"
            )
        found.update(zip(wanted, fits))
    return {found[number]: listed[number][1] for number in sorted(found)}
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
    return next((first for start, first in block_starts(rows) if name.startswith(start)), next(iter(rows)))


def block_starts(rows):
    """What the names of each block have in common, longest first: [("layer1.0.", "layer1.0.conv1"), ...]."""
    blocks = {}
    for name, (block, _, _) in rows.items():
        blocks.setdefault(block, []).append(name.split(SEPARATOR))
    starts = []
    for names in blocks.values():
        same = os.path.commonprefix(names)
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
        print(f"Not in the summary: {shown}. Treated like {decider}: group {rows[decider][1]!r}.")
'''

NAMED_HEAD = '''

find_listed = find_layers


def find_layers(parts):
    """The same with the head that is named in HEAD."""
    if HEAD is None:
        raise ValueError("The summary shows no last layer with answers. Write its name in HEAD, near the top.")
    rows = find_listed(parts) if BLOCKS else {}
    if HEAD not in parts:
        raise ValueError(f"HEAD names {HEAD!r}, which this model lacks.")
    last = max((block for block, _, _ in rows.values()), default=0)
    rows[HEAD] = (last + 1, "head", "replace")
    return rows
'''


def find_code(tables: Tables, fits: str) -> str:
    """Write how layers are found: by name where all are known, else also by pattern (`fits`) and order."""
    code = WRAPPER + "\n" + (FIND_BY_PATTERN + "\n" + fits if tables.patterns else FIND_BY_NAME)
    return code if tables.has_head else code + NAMED_HEAD
