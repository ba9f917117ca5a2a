"""How fast is an experiment? Its time beside its bare matrix products, in one process on one thread.

Run from the repository root: `python -m tests.benchmarks.signal_speed`. It prints, and asserts nothing.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before NumPy starts its threads

import statistics  # noqa: E402
import time  # noqa: E402

import numpy as np  # noqa: E402

from explorer.simulation.signal.signal import SignalSpec, run_signal  # noqa: E402
from explorer.simulation.weights.draws import BANK  # noqa: E402

ROUNDS = 12
CASES = {
    "classic, tanh": SignalSpec(),
    "classic, ReLU with He": SignalSpec(activation="relu", initializer="he_normal", scale=1.0),
    "classic, GELU": SignalSpec(activation="gelu", initializer="he_normal", scale=1.0),
    "classic, batch normalization": SignalSpec(normalization="batch"),
    "classic, layer normalization": SignalSpec(normalization="layer"),
    "classic, uniform": SignalSpec(initializer="uniform", scale=0.05),
    "classic, truncated normal": SignalSpec(initializer="truncated_normal", scale=0.05),
    "classic, orthogonal": SignalSpec(initializer="orthogonal", scale=1.0),
    "classic, residual": SignalSpec(residual=True),
    "starting size": SignalSpec(samples=250),
    "128 neurons, 256 examples": SignalSpec(width=128, samples=256),
    "depth 100, 100 neurons, 250 examples": SignalSpec(depth=100, width=100, samples=250),
}


def seconds(work) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def products(spec: SignalSpec):
    """Return a function that does the bare matrix products of a spec: three a layer, float32."""
    rng = np.random.default_rng(0)
    h = rng.standard_normal((spec.samples, spec.width), dtype=np.float32)
    w = rng.standard_normal((spec.width, spec.width), dtype=np.float32)
    out, gradient = np.empty_like(h), np.empty_like(w)

    def work():
        for _ in range(spec.depth):
            np.matmul(h, w, out=out)
            np.matmul(h, w.T, out=out)
            np.matmul(h.T, out, out=gradient)

    return work


def fresh(spec: SignalSpec):
    """Return a function that runs the experiment with its draws made anew."""

    def work():
        BANK.clear()
        run_signal(spec)

    return work


def measure(spec: SignalSpec) -> tuple[list[float], list[float], list[float]]:
    """Return times of the products, the run with fresh draws, and the run with draws at hand, taken in turns."""
    bare, anew, again = products(spec), fresh(spec), lambda: run_signal(spec)
    bare(), anew(), again()
    rounds = [(seconds(bare), seconds(anew), seconds(again)) for _ in range(ROUNDS)]
    return tuple(map(list, zip(*rounds, strict=True)))


def ratio(times: list[float], bare: list[float]) -> str:
    """Write the ratio of best times, which other work on the machine disturbs least, and the spread of the rounds."""
    rounds = sorted(a / b for a, b in zip(times, bare, strict=True))
    return f"{min(times) / min(bare):.2f} ({rounds[0]:.2f}, {statistics.median(rounds):.2f}, {rounds[-1]:.2f})"


def main() -> None:
    """Print a table: best times in milliseconds and their ratio, and (least, median, largest) over the rounds."""
    print(f"{'':38}{'products':>9}{'fresh':>9}{'at hand':>9}   fresh : products           at hand : products")
    for name, spec in CASES.items():
        bare, anew, again = measure(spec)
        cells = [ratio(times, bare) for times in (anew, again)]
        times = "".join(f"{1000 * min(t):9.1f}" for t in (bare, anew, again))
        print(f"{name:38}{times}   {cells[0]:25}  {cells[1]}")


if __name__ == "__main__":
    main()
