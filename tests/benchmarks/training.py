"""How long does a training take, and how much of that is bare matrix products? One process, one thread.

Run from the repository root: `python -m tests.benchmarks.training`. It prints, and asserts nothing. Aims: one network
of 3 layers of 64 for 300 steps of 64 digits in 0.3 s, eight in 1 s, a ladder of 7 rates × 3 networks at depth 10 in
3 s; at most 5 times the same products with plain SGD, 6 with Adam, 3 in stacks. Slices at most 0.3 s.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before NumPy starts its threads

import time  # noqa: E402

import numpy as np  # noqa: E402

from explorer.simulation import LadderSpec, SignalSpec, TrainingSpec  # noqa: E402
from explorer.simulation.training.ladder import TESTS, LadderRun  # noqa: E402
from explorer.simulation.training.record import LOOK_ROWS, recorded_steps  # noqa: E402
from explorer.simulation.training.run import TrainingRun  # noqa: E402
from explorer.simulation.training.tasks import TASKS  # noqa: E402

ROUNDS = 5
BOTH = ("sgd", "adam")
STARTS = {
    "ReLU, He": ("relu", "he_normal"),
    "tanh, Xavier": ("tanh", "xavier_normal"),
    "GELU, He": ("gelu", "he_normal"),
}
LADDER_ROWS = [(32, 200, True), (500, TESTS, False)]  # examples, how often, with the way back


def signal(depth: int, start: str, normalization: str = "none") -> SignalSpec:
    """Return a network of width 64 on the digits."""
    activation, recipe = STARTS[start]
    return SignalSpec(depth, 64, 250, activation, recipe, 1.0, normalization=normalization, data="digits")


def cases():
    """Yield name, how to begin, and the counts of the same products: networks, layers, rows forward, rows of steps."""
    for start in STARTS:
        for optimizer in BOTH:
            for seeds in (1, 8):
                spec = TrainingSpec(signal(3, start), optimizer=optimizer, learning_rate=0.01, steps=300, seeds=seeds)
                looks = len(recorded_steps(300))
                rows = [(64, 301, True), (LOOK_ROWS, looks, True), (500, looks, False)]
                yield f"{seeds} × 3 layers, {start}, {optimizer}", TrainingRun, spec, seeds, 3, rows
    for start in STARTS:
        for optimizer in BOTH:
            spec = LadderSpec((signal(10, start),), optimizer=optimizer)
            yield f"ladder, 10 layers, {start}, {optimizer}", LadderRun, spec, 21, 10, LADDER_ROWS
    spec = LadderSpec((signal(10, "tanh, Xavier", "batch"),))
    yield "ladder, 10 layers, batch norm, tanh, sgd", LadderRun, spec, 21, 10, LADDER_ROWS


def timed(begin, spec) -> tuple[float, float]:
    """Return processor seconds of a run, and wall seconds of its longest slice."""
    run, longest, start = begin(spec), 0.0, time.process_time()
    done = False
    while not done:
        began = time.perf_counter()
        done = run.advance()
        longest = max(longest, time.perf_counter() - began)
    return time.process_time() - start, longest


def products(networks: int, layers: int, rows: list[tuple[int, int, bool]]) -> float:
    """Return processor seconds of the same matrix products alone: forward, and where told back to input and weights."""
    task, total = TASKS["digits"], 0.0
    shapes = [(task.inputs, 64), *[(64, 64)] * (layers - 1), (64, task.answers)]
    for count, times, back in rows:
        made = []
        for fan_in, fan_out in shapes:
            h, w = np.ones((networks, count, fan_in), np.float32), np.ones((networks, fan_in, fan_out), np.float32)
            made.append((h, w, np.matmul(h, w), np.empty_like(h), np.empty_like(w)))
        start = time.process_time()
        for _ in range(times):
            for h, w, out, below, gradient in made:
                np.matmul(h, w, out=out)
                if back:
                    np.matmul(out, w.swapaxes(-1, -2), out=below)
                    np.matmul(h.swapaxes(-1, -2), out, out=gradient)
        total += time.process_time() - start
    return total


def main() -> None:
    """Print, for each case, the best time, its ratio to the products (best over best), and the longest slice."""
    print(f"{'':44}{'seconds':>9}{'products':>10}{'ratio':>7}{'slice':>7}")
    for name, begin, spec, networks, layers, rows in cases():
        timed(begin, spec)
        rounds = [(timed(begin, spec), products(networks, layers, rows)) for _ in range(ROUNDS)]
        best, bare = min(one[0][0] for one in rounds), min(one[1] for one in rounds)
        longest = max(one[0][1] for one in rounds)
        print(f"{name:44}{best:9.2f}{bare:10.2f}{best / bare:7.1f}{longest:7.2f}", flush=True)


if __name__ == "__main__":
    main()
