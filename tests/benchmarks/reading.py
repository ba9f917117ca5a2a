"""How fast is a pasted summary read? Run: python -m tests.benchmarks.reading

Prints each time beside that of a plain scan of the same text (str.split into lines), so that runs on different machines
compare. Aims: the longest sample in under 0.2 s, five megabytes in under 5 s.
"""

import time
from contextlib import suppress
from pathlib import Path

from explorer.planner import SummaryError, read_summary

DATA = Path(__file__).resolve().parents[1] / "data" / "summaries"
MEGABYTES = 5_000_000
LONGEST, LARGE = 0.2, 5.0  # seconds of processor time
# name: lines before and after the rows
GROWN = {"k3_resnet50v2": (4, 6), "k2_mobilenetv2": (4, 6), "k23_resnet50v2": (4, 6), "csv_bert": (1, 1)}


def seconds(action, repeats: int) -> float:
    """Give the least processor time of several runs."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        with suppress(SummaryError):
            action()
        times.append(time.process_time() - start)
    return min(times)


def grown(name: str) -> str:
    """Repeat the rows of a sample until the text has five megabytes."""
    first, last = GROWN[name]
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    body = lines[first : len(lines) - last]
    times = MEGABYTES // len("\n".join(body))
    return "\n".join(lines[:first] + body * times + lines[len(lines) - last :])


def report(name: str, text: str, aim: float, repeats: int) -> None:
    """Print one line: size, time, ratio to a plain scan, and whether the aim is met."""
    read = seconds(lambda: read_summary(text), repeats)
    scan = max(seconds(lambda: text.split("\n"), 5), 1e-6)
    print(f"{name:32} {len(text):>9,} signs {read:8.4f} s {read / scan:9.0f} x scan  {'yes' if read < aim else 'NO'}")


def main() -> None:
    """Read every sample, then grown ones and hostile texts."""
    for path in sorted(DATA.glob("*.txt"), key=lambda path: path.stat().st_size):
        report(path.stem, path.read_text(encoding="utf-8"), LONGEST, 5)
    for name in GROWN:
        report(f"{name} grown", grown(name), LARGE, 1)
    hostile = {
        "empty lines": "\n",
        "brackets": "(",
        "bars": "|",
        "quotes": '"',
        "digits": "1",
        "prose": "word 12 word\n",
    }
    for name, piece in hostile.items():
        report(name, (piece * MEGABYTES)[:MEGABYTES], LARGE, 1)


if __name__ == "__main__":
    main()
