"""What is known of each layer? One tidy table of columns, from which both line charts and the picture read."""

import math

import numpy as np

from explorer.simulation import Prediction, Signal
from explorer.text import DEFAULT_LANGUAGE, write

LayerTable = dict[str, np.ndarray]  # a column by its name, each of shape (depth,)
NOISE_REACH = 2.0  # standard errors on each side of the mean: what luck alone explains, 19 times in 20
CLEARLY = 3.0  # standard errors from which a mean is said to leave 0; luck alone gets there once in 370 times


def layer_table(
    result: Signal,
    theory: Prediction | None = None,
    before: Signal | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> LayerTable:
    """Return one row a layer; sizes as log10, −inf for 0, and the words of the mean.

    `before` is the run that "Show me the fix" left; a run of another depth is left out.
    """
    table = {"layer": np.arange(1, result.spec.depth + 1), **_measured(result), **_expected(theory)}
    if before is not None and before.spec.depth == result.spec.depth:
        table |= {f"before_{name}": values for name, values in _measured(before).items()}
    return table | _average(result, language)


def _measured(result: Signal) -> dict[str, np.ndarray]:
    return {
        "spread": result.activation_log10_std,
        "size": result.activation_log10_rms,
        "correction": result.gradient_log10_rms,
    }


def _average(result: Signal, language: str) -> dict[str, np.ndarray]:
    """Return the mean as a size and as it is, and how far luck moves it, only at layers where it clearly leaves 0.

    Elsewhere, `nan`: a mean that luck alone explains needs no band to be told from 0. Beside powers of ten a mean has
    no sign, and the band lies around its size.
    """
    # Near and beyond the end of float64 only the logarithms are known, and only they are drawn.
    with np.errstate(over="ignore", invalid="ignore"):
        mean, noise = result.activation_mean, NOISE_REACH * result.activation_mean_error
        size, error = result.activation_log10_mean, result.activation_log10_mean_error
        leaves = np.isfinite(size) & (size > error + math.log10(CLEARLY))
        share = np.where(leaves, NOISE_REACH * 10.0 ** np.where(leaves, error - size, 0.0), np.nan)  # below 2/3
        low, high = np.where(leaves, mean - noise, np.nan), np.where(leaves, mean + noise, np.nan)
    return {
        "average": result.activation_log10_mean,
        "average_value": mean,
        "noise_low": size + np.log10(1 - share),
        "noise_low_value": low,
        "noise": error + math.log10(NOISE_REACH),
        "noise_high": size + np.log10(1 + share),
        "noise_high_value": high,
        "average_text": np.array(
            [_mean_words(result, layer, language) for layer in range(result.spec.depth)], dtype=object
        ),
    }


def _mean_words(result: Signal, layer: int, language: str) -> str:
    sign = "−" if result.activation_mean[layer] < 0 else ""
    size = write(result.activation_log10_mean[layer], "log10", language)
    noise = result.activation_log10_mean_error[layer] + math.log10(NOISE_REACH)
    return f"{sign}{size} ± {write(noise, 'log10 2', language)}"


def _expected(theory: Prediction | None) -> dict[str, np.ndarray]:
    if theory is None or not theory.applies:
        return {}
    return {
        "theory_spread": log10(theory.activation_std),
        "theory_size": theory.activation_log10_rms,
        "theory_correction": theory.gradient_log10_std,
    }


def log10(values: np.ndarray) -> np.ndarray:
    """Return log10 of sizes that are 0 or more; −inf for 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(np.asarray(values, dtype=float))
