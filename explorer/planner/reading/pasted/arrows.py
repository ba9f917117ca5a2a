"""Does each line say what a layer was and what it became? `before => after`: what counts is what it is now."""

import re

# "features.0.weight => backbone.conv1.weight", "classifier.6: Linear(4096, 1000) => Linear(4096, 2)"
ARROW = re.compile(r"^(?P<before>[^\n]{1,400}?) (?:=>|-->|->|→) (?P<after>[A-Za-z_(\"'][^\n]{1,400})$")
# "classifier.6: Linear(...", "  (fc): Linear(..."
NAMED = re.compile(r"(?:^|[\s(])(?P<name>[\w.]{1,200})\)?\s*:\s*(?P<layer>[A-Z]\w{0,80}\(.*)$")
LAYER = re.compile(r"^[A-Z]\w{0,80}\(")
SHARE = 0.6  # of the filled lines
SAMPLED = 400


def after_arrows(text: str) -> str:
    """Keep what stands behind the arrow in each line; line n stays line n. Other texts are left alone."""
    lines = text.split("\n")
    filled = [line for line in lines[:SAMPLED] if line.strip()]
    with_arrow = sum(splits(line) is not None for line in filled)
    if not filled or with_arrow < SHARE * len(filled):
        return text
    return "\n".join(_after(line) for line in lines)


def splits(line: str) -> re.Match | None:
    """Find the arrow between two layers or tensors, not one inside brackets as in Dense(256 => 120)."""
    found = ARROW.match(line) if len(line) < 1_000 else None
    if not found or found["before"].count("(") != found["before"].count(")"):
        return None
    return found if re.search(r"[._/]|\(", found["before"]) else None


def _after(line: str) -> str:
    found = splits(line)
    if not found:
        return ""
    named = NAMED.search(found["before"])
    if named and LAYER.match(found["after"]):
        return f"  ({named['name']}): {found['after']}"
    return found["after"]
