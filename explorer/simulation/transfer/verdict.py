"""What do the numbers of a comparison say in one sentence, how surely, and do they contradict a rule?

One line is used throughout: a strategy is clearly better than another when their bands (paired, 95 %) lie apart.
"""

from dataclasses import dataclass

import numpy as np

from explorer.remark import Remark, quoted
from explorer.simulation.transfer.mixing import MIX_SHARES
from explorer.simulation.transfer.spec import Transfer

A_POINT = 0.01  # what the new task may lose in a mixture


@dataclass(frozen=True)
class TransferVerdict:
    """Who won, and how surely."""

    key: str  # clear, no_clear_winner, one_seed, alone
    winner: str  # key of the strategy with the highest mean
    level: tuple[str, ...]  # the strategies whose bands reach the winner's, itself first
    cheapest: str  # of those, the one with the least work
    led: int  # pairs in which the winner was ahead of every other strategy
    pairs: int  # seeds done
    headline: Remark
    why: Remark


@dataclass(frozen=True)
class RuleCheck:
    """Whether the miniature bears out that one strategy is at least as good as others."""

    key: str  # supports: clearly better than all; fits: none is clearly better; disagrees: one is
    better: tuple[str, ...]  # the strategies that are clearly better, best first
    sentence: Remark


def judge_transfer(transfer: Transfer) -> TransferVerdict:
    """Say which strategy did best and whether that is more than luck."""
    order = np.argsort(-transfer.mean, kind="stable")
    winner = int(order[0])
    level = tuple(int(other) for other in order if other == winner or not clearly_better(transfer, winner, int(other)))
    cheapest = min(level, key=lambda index: (int(transfer.multiply_adds[index]), -transfer.mean[index]))
    others = np.delete(transfer.accuracy, winner, axis=0)
    led = int(np.sum((transfer.accuracy[winner] > others).all(axis=0)))
    key = _certainty(transfer, level)
    return TransferVerdict(
        key=key,
        winner=transfer.keys[winner],
        level=tuple(transfer.keys[index] for index in level),
        cheapest=transfer.keys[cheapest],
        led=led,
        pairs=transfer.seeds_done,
        headline=_headline(transfer, key, level, led),
        why=_why(transfer, key, level, cheapest),
    )


@dataclass(frozen=True)
class BestMix:
    """The mixture of old and new weights that keeps most of the old task."""

    share: float  # of new weights
    kept: float  # score on the old task above that at the end of training
    lost: float  # score on the new task below that at the end of training


def best_mix(transfer: Transfer, row: int) -> BestMix:
    """Return the mixture that knows most of the old task while the new one loses at most a point, on the mean."""
    new, old = transfer.mixed[row].mean(axis=1)
    allowed = np.flatnonzero(new >= new[-1] - A_POINT)
    place = int(max(allowed, key=lambda number: (round(float(old[number]), 6), number)))
    return BestMix(MIX_SHARES[place], float(old[place] - old[-1]), float(new[-1] - new[place]))


def check_rule(transfer: Transfer, favourite: str, others: tuple[str, ...] | None = None) -> RuleCheck:
    """Compare a rule's advice with the miniature: is any of the others clearly better than the favourite?"""
    one = transfer.keys.index(favourite)
    rivals = [transfer.keys.index(key) for key in (others or transfer.keys) if key != favourite]
    ahead = [rival for rival in rivals if clearly_better(transfer, rival, one)]
    ahead.sort(key=lambda index: -transfer.mean[index])
    behind = [rival for rival in rivals if clearly_better(transfer, one, rival)]
    key = "disagrees" if ahead else "supports" if rivals and len(behind) == len(rivals) else "fits"
    return RuleCheck(key, tuple(transfer.keys[index] for index in ahead), _rule_sentence(transfer, key, one, ahead))


def clearly_better(transfer: Transfer, one: int, other: int) -> bool:
    """Whether the first strategy's band lies wholly above the second's; never with a single seed."""
    if transfer.seeds_done < 2:
        return False
    mean, half = transfer.mean, transfer.band
    return bool(mean[one] - half[one] > mean[other] + half[other])


def _certainty(transfer: Transfer, level: tuple[int, ...]) -> str:
    if len(transfer.keys) == 1:
        return "alone"
    if transfer.seeds_done < 2:
        return "one_seed"
    return "clear" if len(level) == 1 else "no_clear_winner"


def _headline(transfer: Transfer, key: str, level: tuple[int, ...], led: int) -> Remark:
    labels = tuple(_label(transfer, index) for index in level)
    values = {"winner": labels[0], "level": labels, "led": led, "pairs": transfer.seeds_done}
    return Remark(f"transfer.headline.{key}", values)


def _why(transfer: Transfer, key: str, level: tuple[int, ...], cheapest: int) -> Remark:
    best = level[0]
    score = Remark(f"transfer.score.{transfer.measure}", {"score": max(float(transfer.mean[best]), 0.0)})
    reached = Remark("transfer.reached", {"score": score, "pairs": transfer.seeds_done})
    if key != "no_clear_winner":
        return Remark("transfer.why.reached", {"reached": reached})
    highest = {"winner": _label(transfer, best), "reached": reached}
    if cheapest == best:
        return Remark("transfer.why.highest", highest)
    work = {"cheapest": _label(transfer, cheapest), "work": float(transfer.work_share[cheapest])}
    return Remark("transfer.why.cheaper", highest | work)


def _rule_sentence(transfer: Transfer, key: str, one: int, ahead: list[int]) -> Remark:
    values: dict[str, object] = {"favourite": _label(transfer, one)}
    if ahead:
        values["better"] = tuple(_label(transfer, index) for index in ahead)
        values["gap"] = 100 * float(transfer.mean[ahead[0]] - transfer.mean[one])
    return Remark(f"transfer.rule.{key}", values)


def _label(transfer: Transfer, index: int) -> Remark:
    return quoted(transfer.strategies[index].name)
