"""Does exported code hold on live models? `python -m tests.live torch`, `keras` or `tf_keras`."""

import argparse
import importlib.metadata
import os
import sys

from tests.live.cases import Clock, Tally
from tests.live.covering import Choice

PACKAGES = {
    "torch": ("torch", "torchvision", "timm", "transformers", "lightning", "fastai", "torchinfo", "torchsummary"),
    "keras": ("keras", "tf-keras", "tensorflow", "tensorflow-cpu", "torch", "jax"),
}
PACKAGES["tf_keras"] = PACKAGES["keras"]


def main() -> int:
    """Run the models of one framework; return 1 when any case was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.live", description=__doc__)
    parser.add_argument("framework", choices=("torch", "keras", "tf_keras"))
    parser.add_argument("--only", default="", help="models whose family/name, or cases whose line, holds this")
    parser.add_argument("--every", type=int, default=0, help="instead of the covering set one of so many of all cases")
    parser.add_argument("--draw", type=int, default=0, help="another number draws other cases with --every")
    parser.add_argument("--export", action="append", default=[], help="these exports only")
    parser.add_argument("--strategy", action="append", default=[], help="these strategies only")
    chosen = parser.parse_args()
    if chosen.framework == "torch":
        from tests.live.torch_run import run
    else:
        os.environ["LIVE_KERAS"] = chosen.framework
        from tests.live.keras_run import run
    clock, tally = Clock(), Tally()
    run(tally, Choice(chosen.only, chosen.every, chosen.draw, tuple(chosen.export), tuple(chosen.strategy)))
    print(", ".join(f"{name} {version}" for name in PACKAGES[chosen.framework] if (version := version_of(name))))
    print(*tally.lines(), sep="\n")
    print(f"\n{sum(tally.counts.values())} cases in {clock.minutes()}")
    return 1 if tally.wrong else 0


def version_of(package: str) -> str:
    """Give the installed version, nothing where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
