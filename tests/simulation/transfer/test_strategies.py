"""The named strategies, at any depth, and what is refused."""

import pytest

from explorer.errors import ReaderError
from explorer.simulation.transfer import STRATEGIES, Strategy, StrategyPhase
from explorer.simulation.transfer.strategies import settle_strategy

LAYERS = (2, 3, 4, 7)


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("recipe", STRATEGIES.values(), ids=STRATEGIES)
def test_every_recipe_builds_at_any_depth(recipe, layers):
    strategy = recipe.build(layers)
    assert strategy.layers == layers
    assert sum(phase.share for phase in strategy.phases) == pytest.approx(1)
    assert max(speed for phase in strategy.phases for speed in phase.multipliers) == 1
    assert recipe.label and recipe.sentence.endswith(".") and recipe.source


def speeds(key, layers=4):
    return [phase.multipliers for phase in STRATEGIES[key].build(layers).phases]


def test_the_named_strategies_by_hand():
    assert speeds("head_only") == [(0, 0, 0, 1)]
    assert speeds("full") == speeds("from_scratch") == [(1, 1, 1, 1)]
    assert speeds("surgical_first") == [(1, 0, 0, 0)]
    assert speeds("surgical_middle") == [(0, 1, 0, 0)]
    assert speeds("discriminative")[0] == pytest.approx((0.1, 0.2154, 0.4642, 1), rel=1e-3)
    assert speeds("linear_probe_then_tune") == [(0, 0, 0, 1), (0.1, 0.1, 0.1, 0.1)]
    assert speeds("gradual")[0] == (0, 0, 0, 1)
    assert speeds("gradual")[-1] == pytest.approx((2.6**-3, 2.6**-2, 1 / 2.6, 1))
    assert [sum(speed > 0 for speed in phase) for phase in speeds("gradual")] == [1, 2, 3, 4]
    assert STRATEGIES["from_scratch"].build(4).new_layers == (0, 1, 2)
    assert [STRATEGIES[f"cut_{k}"].build(4).new_layers for k in (1, 2, 3)] == [(1, 2), (2,), ()]


def test_a_new_layer_always_learns():
    asleep = Strategy("a", "A", (StrategyPhase(0.5, (0, 0, 1)), StrategyPhase(0.5, (0, 0.5, 0))), new_layers=(0,))
    settled = settle_strategy(asleep, new_head=True)
    assert [phase.multipliers for phase in settled.phases] == [(1, 0, 1), (1, 0.5, 0)]  # the head woke once: as planned
    surgical = settle_strategy(STRATEGIES["surgical_first"].build(4), new_head=True)
    assert surgical.phases[0].multipliers == (1, 0, 0, 1)
    assert settle_strategy(STRATEGIES["surgical_first"].build(4), new_head=False).phases[0].multipliers == (1, 0, 0, 0)


def test_strategies_that_train_alike_are_recognised():
    named = STRATEGIES["head_only"].build(4)
    assert Strategy("plan", "Your plan", (StrategyPhase(1.0, (0, 0, 0, 1.0000000001)),)).trains_like(named)
    assert not Strategy("plan", "Your plan", (StrategyPhase(1.0, (0, 0, 0.1, 1)),)).trains_like(named)
    assert not Strategy("plan", "Your plan", named.phases, new_layers=(1,)).trains_like(named)
    assert not settle_strategy(named, new_head=True).trains_like(settle_strategy(named, new_head=False))


@pytest.mark.parametrize(
    ("phases", "new", "said"),
    [
        ((), (), "at least one phase"),
        ((StrategyPhase(1.0, (1.0,)),), (), "same number of speeds, at least 2"),
        ((StrategyPhase(0.5, (1, 1)), StrategyPhase(0.5, (1, 1, 1))), (), "same number of speeds"),
        ((StrategyPhase(0.7, (1, 1)),), (), "add up to 1; they are [0.7]"),
        ((StrategyPhase(1.0, (-1.0, 1)),), (), "speeds of 0 or more; they are [-1.0, 1]"),
        ((StrategyPhase(1.0, (float("nan"), 1)),), (), "speeds of 0 or more"),
        ((StrategyPhase(1.0, (1, 1)),), (1,), "hidden layers 0 to 0; it names (1,)"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(phases, new, said):
    with pytest.raises(ReaderError) as raised:
        Strategy("own", "My way", phases, new)
    assert said in str(raised.value) and "'My way'" in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"added": (2,)}, "hidden layers from 0 to 1, each named once; it names (2,)"),
        ({"added": (0,), "biases": (0,)}, "each named once"),
        ({"added": (0,), "new_layers": (0,)}, "beside old hidden layers"),
        ({"added": (0,), "rank": 0}, "a rank of 1 or more and a strength above 0; they are 0, 2.0"),
        ({"added": (0,), "strength": float("nan")}, "a strength above 0"),
        ({"mixed": 1.5}, "from 0 to 1; it is 1.5"),
    ],
)
def test_what_cannot_be_added_or_mixed_is_refused_in_a_sentence(changes, said):
    with pytest.raises(ReaderError) as raised:
        Strategy("own", "My way", (StrategyPhase(1.0, (1, 1, 1)),), **changes)
    assert said in str(raised.value) and "My way" in str(raised.value)


def test_added_weights_train_alike_only_at_one_rank_and_strength_and_mixing_comes_after_training():
    one, other = STRATEGIES["adapters"].build(4), STRATEGIES["adapters_1"].build(4)
    assert not one.trains_like(other) and not one.trains_like(STRATEGIES["full"].build(4))
    assert STRATEGIES["full_mixed"].build(4).trains_like(STRATEGIES["full"].build(4))
    assert (one.added, one.biases, one.rank, other.rank) == ((0, 1, 2), (), 4, 1)
    assert STRATEGIES["biases"].build(4).biases == (0, 1, 2)
