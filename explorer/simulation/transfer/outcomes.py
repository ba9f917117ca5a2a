"""Do the published effects come out of the miniature? Each claim measured by paired differences and a sign test."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from explorer.remark import Remark, of_record, quoted
from explorer.simulation.transfer.claims import CLAIM_FIRST_SEED, CLAIM_SEEDS, CLAIMS, MARGIN, SIGNIFICANCE, Claim
from explorer.simulation.transfer.run import run_transfer
from explorer.simulation.transfer.spec import Transfer, TransferSpec
from explorer.simulation.transfer.statistics import paired_difference, sign_test
from explorer.simulation.transfer.strategies import STRATEGIES

FILE = Path(__file__).with_name("outcomes.json")


@dataclass(frozen=True)
class Comparison:
    """One strategy against another over paired seeds."""

    better: str  # the one that the claim puts first
    worse: str
    mean: float  # of the difference better − worse
    low: float  # ends of its 95 % t interval
    high: float
    won: int  # pairs
    lost: int
    probability: float  # two-sided sign test


@dataclass(frozen=True)
class Outcome:
    """What became of one claim."""

    claim: str
    verdict: str  # comes_out, reversed, open
    seeds: int
    learning_rates: tuple[float, ...]
    strategies: tuple[str, ...]
    mean: tuple[float, ...]  # one a strategy, of the claim's measure
    comparisons: tuple[Comparison, ...]


def measure_claim(claim: Claim, seeds: int = CLAIM_SEEDS, seed: int = CLAIM_FIRST_SEED) -> Outcome:
    """Run a claim's strategies at its case and compare them in pairs."""
    keys = (*claim.better, *claim.worse)
    result = run_transfer(TransferSpec(claim.world, claim.examples, claim.similarity, keys, seeds=seeds, seed=seed))
    comparisons = tuple(
        _compare(claim, result, better, worse) for better in _favourites(claim, result) for worse in claim.worse
    )
    scores = _scores(claim, result)
    return Outcome(
        claim=claim.key,
        verdict=_verdict(claim, comparisons),
        seeds=seeds,
        learning_rates=result.learning_rates,
        strategies=keys,
        mean=tuple(round(float(score.mean()), 4) for score in scores),
        comparisons=comparisons,
    )


def _favourites(claim: Claim, result: Transfer) -> tuple[str, ...]:
    if not claim.any_better:
        return claim.better
    means = _scores(claim, result).mean(axis=1)
    return (max(claim.better, key=lambda key: means[result.keys.index(key)]),)


def _scores(claim: Claim, result: Transfer):
    scores = {"accuracy": result.accuracy, "shifted": result.shifted, "old": result.source_after}
    return scores[claim.outcome]


def _compare(claim: Claim, result: Transfer, better: str, worse: str) -> Comparison:
    scores = _scores(claim, result)
    pair = scores[result.keys.index(better)], scores[result.keys.index(worse)]
    mean, low, high = (round(value, 4) for value in paired_difference(*pair))
    won, lost, probability = sign_test(*pair)
    return Comparison(better, worse, mean, low, high, won, lost, float(f"{probability:.2g}"))


def _verdict(claim: Claim, comparisons: tuple[Comparison, ...]) -> str:
    """Every comparison must hold; one that is clearly the other way round turns the claim."""
    if all(_holds(claim, one) for one in comparisons):
        return "comes_out"
    turned = any(one.high < 0 and one.lost > one.won and one.probability < SIGNIFICANCE for one in comparisons)
    return "reversed" if turned else "open"


def _holds(claim: Claim, one: Comparison) -> bool:
    """The interval lies above 0 and the sign test agrees; "at least as good": the interval lies above −MARGIN."""
    if not claim.strict:
        return one.low > -MARGIN
    return one.low > 0 and one.won > one.lost and one.probability < SIGNIFICANCE


def outcome_sentence(outcome: Outcome) -> Remark:
    """Say what the miniature makes of a published effect, with its numbers."""
    claim = CLAIMS[outcome.claim]
    said = of_record("claims", claim.key, "sentence", claim.sentence)
    source = of_record("claims", claim.key, "source", claim.source)
    return Remark("transfer.outcome", {"claim": said, "finding": _finding(outcome), "source": source})


def _finding(outcome: Outcome) -> Remark:
    closest = min(outcome.comparisons, key=lambda one: one.mean)
    interval = {"low": 100 * closest.low, "high": 100 * closest.high}
    values = {"pairs": outcome.seeds, "gap": _gap(closest), "interval": Remark("transfer.interval", interval)}
    return Remark(f"transfer.outcome.{outcome.verdict}", values)


def _gap(one: Comparison) -> Remark:
    labels = {"better": quoted(STRATEGIES[one.better].name), "worse": quoted(STRATEGIES[one.worse].name)}
    side = "ahead" if one.mean >= 0 else "behind"
    return Remark(f"transfer.gap.{side}", labels | {"points": 100 * abs(one.mean)})


def as_record(outcome: Outcome) -> dict:
    """Write an outcome as plain data."""
    return asdict(outcome)


@cache
def load_outcomes() -> dict[str, Outcome]:
    """Read the shipped outcomes, by claim."""
    held = json.loads(FILE.read_text(encoding="utf-8"))["outcomes"]
    return {record["claim"]: _outcome(record) for record in held if record["claim"] in CLAIMS}


def _outcome(record: dict) -> Outcome:
    lists = {name: tuple(record[name]) for name in ("learning_rates", "strategies", "mean")}
    comparisons = tuple(Comparison(**one) for one in record["comparisons"])
    return Outcome(**{**record, **lists, "comparisons": comparisons})
