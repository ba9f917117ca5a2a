"""How long does a comparison in the miniature take, and how much of that is bare matrix products?

Run from the repository root: OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.transfer

Prints, for the comparison that the planner's page runs (five strategies, 8 seeds, 300 steps, 3 hidden layers of 64,
batch 64, shipped rates): seconds with and without pretraining, the ratio to the same matrix products alone, and the
longest slice. Aims: under 5 s, ratio at most 3, slices at most 0.3 s; the first screen's question in under 10 s.
"""

import collections
import statistics
import time

import numpy as np

from explorer.planner import Task, make_plan, read_summary, transfer_spec
from explorer.planner.gallery import gallery_text
from explorer.simulation.training import stack
from explorer.simulation.transfer import (
    Strategy,
    StrategyPhase,
    TransferRun,
    TransferSpec,
    judge_transfer,
    run,
)
from explorer.simulation.transfer.pretrained import PretrainedNetworks

SPEC = TransferSpec("digits_parity", 500, 0.8)
ALL_LEARN = TransferSpec("digits_parity", 500, 0.8, ("full", "discriminative", "from_scratch", "cut_1", "gradual"))
REPEATS = 3


def timed(spec: TransferSpec, fresh: bool) -> tuple[float, float]:
    """Return the seconds of a run and of its longest slice."""
    if fresh:
        run.NETWORKS = PretrainedNetworks()
    comparison, slices = TransferRun(spec), []
    start = time.perf_counter()
    done = False
    while not done:
        began = time.perf_counter()
        done = comparison.advance()
        slices.append(time.perf_counter() - began)
    return time.perf_counter() - start, max(slices)


class Recorder:
    """NumPy with a `matmul` that remembers the shapes it multiplied."""

    def __init__(self) -> None:
        self.products = collections.Counter()

    def __getattr__(self, name: str):
        return getattr(np, name)

    def matmul(self, a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Multiply, and count the two layouts."""
        self.products[(layout(a), layout(b))] += 1
        return np.matmul(a, b, out=out)


def layout(array: np.ndarray) -> tuple:
    """Return the shape and whether the matrices lie transposed."""
    return array.shape, array.strides[-1] != array.itemsize


def products_of(spec: TransferSpec) -> collections.Counter:
    """Return the matrix products of a run whose pretraining is known."""
    recorder = Recorder()
    stack.np = recorder
    try:
        timed(spec, fresh=False)
    finally:
        stack.np = np
    return recorder.products


def bare_seconds(products: collections.Counter) -> float:
    """Time the same products alone, on arrays laid out alike, results written in place."""
    total = 0.0
    for (a, b), count in products.items():
        left, right = make(*a), make(*b)
        out = np.matmul(left, right)
        start = time.perf_counter()
        for _ in range(count):
            np.matmul(left, right, out=out)
        total += time.perf_counter() - start
    return total


def make(shape: tuple[int, ...], transposed: bool) -> np.ndarray:
    """Make an array of the layout."""
    if transposed:
        return np.ones((*shape[:-2], shape[-1], shape[-2]), np.float32).swapaxes(-1, -2)
    return np.ones(shape, np.float32)


def report(name: str, spec: TransferSpec) -> None:
    """Print one line for a spec."""
    first, slice_one = timed(spec, fresh=True)
    rounds = [(timed(spec, fresh=False), bare_seconds(products_of(spec))) for _ in range(REPEATS)]
    again = statistics.median(whole for (whole, _), _ in rounds)
    ratio = statistics.median(whole / bare for (whole, _), bare in rounds)
    longest = max(slice_one, *(one for (_, one), _ in rounds))
    print(
        f"{name:34} first {first:5.2f} s  again {again:5.2f} s  x products {ratio:4.2f}  longest slice {longest:4.2f} s"
    )


def main() -> None:
    """Measure the page's comparison, one where everything learns, a plan of one's own, and the promise."""
    report("five strategies, 8 seeds", SPEC)
    report("five that all learn", ALL_LEARN)
    own = Strategy("plan", "Your plan", (StrategyPhase(1.0, (0.0, 0.3, 0.3, 1.0)),))
    report("with a plan of one's own, tuned", TransferSpec("digits_parity", 500, 0.8, (own, *SPEC.strategies[:4])))
    run.NETWORKS = PretrainedNetworks()
    start = time.perf_counter()
    plan = make_plan(read_summary(gallery_text("caffenet")), Task(classes=2, examples=500, similarity=0.9))
    verdict = judge_transfer(run.run_transfer(transfer_spec(plan)))
    print(f"500 pictures, very similar, 2 classes: {time.perf_counter() - start:.2f} s. {verdict.headline}")


if __name__ == "__main__":
    main()
