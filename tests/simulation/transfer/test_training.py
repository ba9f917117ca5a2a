"""Training side by side: what rests stays, work is what was done, neighbours do not matter."""

import itertools

import numpy as np
import pytest

from explorer.simulation.training.networks import draw_batches
from explorer.simulation.transfer.lesson import make_lesson
from explorer.simulation.transfer.sample import Sample, stream
from explorer.simulation.transfer.strategies import STRATEGIES, Strategy, StrategyPhase
from explorer.simulation.transfer.training import Entry, phase_steps, rhythm, train

WIDTHS = (6, 8, 8, 8, 3)
EXAMPLES, STEPS, BATCH = 20, 8, 5
PRODUCTS = [a * b for a, b in itertools.pairwise(WIDTHS)]


def finish(work):
    try:
        while True:
            next(work)
    except StopIteration as stop:
        return stop.value


def make_start(strategies, seeds=2):
    rng = np.random.default_rng(1)
    layers = []
    for a, b in itertools.pairwise(WIDTHS):
        weights = (rng.standard_normal((1, seeds, a, b)) * np.sqrt(2 / a)).astype(np.float32)
        joined = np.concatenate([weights, np.zeros((1, seeds, 1, b), np.float32)], axis=-2)
        layers.append(np.repeat(joined, strategies, axis=0))
    return layers


def lesson(score_steps=(0, STEPS), seeds=(0, 1)):
    rng = np.random.default_rng(2)
    samples = [
        Sample(rng.standard_normal((EXAMPLES, WIDTHS[0])).astype(np.float32), rng.integers(0, 3, EXAMPLES))
        for _ in seeds
    ]
    return make_lesson("accuracy", 3, seeds, samples, samples, STEPS, BATCH, score_steps)


def run(*strategies, rate=0.1, optimizer="momentum", **changes):
    entries = [Entry(strategy, rate) for strategy in strategies]
    return finish(train(make_start(len(entries)), entries, lesson(**changes), "relu", "accuracy", optimizer))


@pytest.mark.parametrize("key", STRATEGIES)
def test_what_rests_in_every_phase_stays_and_what_learns_moves(key):
    strategy = STRATEGIES[key].build(4)
    result, start = run(strategy), make_start(1)
    for index in range(4):
        moved = (result.layers[index] != start[index]).any()
        assert moved == any(phase.multipliers[index] > 0 for phase in strategy.phases)


@pytest.mark.parametrize(("optimizer", "momentum"), [("sgd", 0.0), ("momentum", 0.9)])
def test_steps_are_the_plain_formula(optimizer, momentum):
    """v = momentum v + gradient, w = w - rate speed v, written out for one network at a time, in double precision."""
    strategy = Strategy("speeds", "Speeds", (StrategyPhase(1.0, (0.0, 0.5, 1.0, 0.25)),))
    found, here = run(strategy, optimizer=optimizer).layers, lesson()
    for seed in range(2):
        layers = [[layer[0, seed, :-1].astype(float), layer[0, seed, -1:].astype(float)] for layer in make_start(1)]
        velocity = [[np.zeros_like(part) for part in layer] for layer in layers]
        for rows in here.batches[seed]:
            for layer, speed, parts, gradients in zip(
                layers,
                strategy.phases[0].multipliers,
                velocity,
                gradients_by_hand(layers, here, seed, rows),
                strict=True,
            ):
                for part in (0, 1):
                    parts[part] = momentum * parts[part] + gradients[part]
                    layer[part] = layer[part] - 0.1 * speed * parts[part]
        for index in range(4):
            np.testing.assert_allclose(found[index][0, seed, :-1], layers[index][0], rtol=1e-4, atol=2e-6)
            np.testing.assert_allclose(found[index][0, seed, -1:], layers[index][1], rtol=1e-4, atol=2e-6)


def gradients_by_hand(layers, here, seed, rows):
    h = [here.x[seed, rows].astype(float)]
    for index, (w, b) in enumerate(layers):
        z = h[-1] @ w + b
        h.append(z if index == 3 else np.maximum(z, 0))
    p = np.exp(h[-1]) / np.exp(h[-1]).sum(axis=1, keepdims=True)
    g, gradients = (p - here.wanted[seed, rows]) / len(rows), []
    for index in reversed(range(4)):
        gradients.append((h[index].T @ g, g.sum(axis=0, keepdims=True)))
        g = (g @ layers[index][0].T) * (h[index] > 0)
    return gradients[::-1]


def test_the_work_is_counted_as_done():
    forward = sum(PRODUCTS)
    full = STEPS * BATCH * (2 * forward + sum(PRODUCTS[1:]))
    assert run(STRATEGIES["full"].build(4)).work == full
    head = EXAMPLES * sum(PRODUCTS[:3]) + STEPS * BATCH * 2 * PRODUCTS[3]  # the frozen part once, for all examples
    assert run(STRATEGIES["head_only"].build(4)).work == head
    first = STEPS * BATCH * (forward + PRODUCTS[0] + sum(PRODUCTS[1:]))  # the gradient has to come all the way down
    assert run(STRATEGIES["surgical_first"].build(4)).work == first
    probe = EXAMPLES * sum(PRODUCTS[:3]) + STEPS // 2 * BATCH * 2 * PRODUCTS[3] + full // 2
    assert run(STRATEGIES["linear_probe_then_tune"].build(4)).work == probe


def test_a_strategy_does_not_notice_its_neighbours():
    full, graded = STRATEGIES["full"].build(4), STRATEGIES["discriminative"].build(4)
    together = run(full, graded)
    for place, strategy in enumerate((full, graded)):
        alone = run(strategy)
        np.testing.assert_array_equal(alone.scores[0], together.scores[place])
        for one, both in zip(alone.layers, together.layers, strict=True):
            np.testing.assert_array_equal(one[0], both[place])


def test_a_layer_that_learned_before_it_rests_keeps_what_it_learned():
    early = Strategy(
        "early",
        "First layer early",
        (StrategyPhase(0.5, (1.0, 0.0, 0.0, 1.0)), StrategyPhase(0.5, (0.0, 0.0, 0.0, 1.0))),
    )
    late = Strategy(
        "late", "Second way", (StrategyPhase(0.5, (0.5, 0.0, 0.0, 1.0)), StrategyPhase(0.5, (0.0, 0.0, 0.0, 1.0)))
    )
    together = run(early, late)
    assert (together.layers[0][0] != together.layers[0][1]).any()
    for place, strategy in enumerate((early, late)):  # the cached prefix differs between the two
        np.testing.assert_array_equal(run(strategy).layers[3][0], together.layers[3][place])


def test_a_resting_new_layer_is_not_mixed_up_with_a_pretrained_one():
    strategy = Strategy(
        "sleeper", "New, then awake", (StrategyPhase(0.5, (0, 0, 0, 1)), StrategyPhase(0.5, (1, 1, 1, 1)))
    )
    renewed = Strategy("renewed", "New", strategy.phases, new_layers=(0,))
    start = make_start(2)
    start[0][1] *= -1  # the second network has other first weights
    entries = [Entry(strategy, 0.1), Entry(renewed, 0.1)]
    together = finish(train(start, entries, lesson(), "relu", "accuracy", "momentum"))
    alone = finish(train([layer[1:] for layer in start], entries[1:], lesson(), "relu", "accuracy", "momentum"))
    np.testing.assert_array_equal(alone.layers[3][0], together.layers[3][1])


@pytest.mark.parametrize("key", STRATEGIES)
@pytest.mark.parametrize("steps", [1, 2, 7, 300])
def test_phases_share_all_steps_out(key, steps):
    assert sum(phase_steps(STRATEGIES[key].build(4), steps)) == steps


def test_scores_are_taken_before_during_and_after():
    result = run(STRATEGIES["full"].build(4), score_steps=(0, 3, STEPS))
    untrained = run(STRATEGIES["full"].build(4), score_steps=(0,), rate=0.0)
    np.testing.assert_array_equal(result.scores[:, :, 0], untrained.scores[:, :, 0])
    assert result.scores[:, :, 2].mean() > result.scores[:, :, 0].mean()


def test_every_example_comes_once_before_any_comes_again():
    def draw(seed, *sizes):
        return draw_batches(stream(seed, "batches"), *sizes)

    batches = draw(3, 20, 8, 5).reshape(-1, 20)
    assert (np.sort(batches, axis=1) == np.arange(20)).all()
    np.testing.assert_array_equal(draw(3, 20, 4, 5), draw(3, 20, 8, 5)[:4])
    assert (draw(3, 20, 8, 5) != draw(4, 20, 8, 5)).any()  # another seed, other batches
    assert draw(3, 4, 8, 64).shape == (8, 4)  # fewer examples than a batch: all of them in each step


def test_only_strategies_with_one_rhythm_share_a_stack():
    full, graded, head = (STRATEGIES[key].build(4) for key in ("full", "discriminative", "head_only"))
    assert rhythm(full, 100) == rhythm(graded, 100) != rhythm(head, 100)
