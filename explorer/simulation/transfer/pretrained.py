"""Where does every strategy of a seed start? The same pretrained network, the same fresh weights for new layers."""

from collections import OrderedDict
from collections.abc import Generator

import numpy as np

from explorer.simulation.training.stack import Layers
from explorer.simulation.transfer.lesson import make_lesson
from explorer.simulation.transfer.sample import Sample, Source, stream
from explorer.simulation.transfer.strategies import Strategy, constant
from explorer.simulation.transfer.training import Entry, Trained, train
from explorer.simulation.transfer.worlds import OPTIMIZER, PRETRAIN_RATE, PRETRAIN_STEPS, World

PRETRAIN_BATCH = 64
CACHED_NETWORKS = 256  # about 50 kB each

Network = list[np.ndarray]  # one network: each layer (in + 1, out), the biases as the last row


class PretrainedNetworks:
    """A bounded store of pretrained networks: the same seed of a world never learns its old task twice."""

    def __init__(self, size: int = CACHED_NETWORKS) -> None:
        self._size = size
        self._kept: OrderedDict[tuple, Network] = OrderedDict()

    def get(self, key: tuple) -> Network | None:
        """Return the layers kept under the key, or None."""
        return self._kept.get(key)

    def holds(self, world: World, seeds: tuple[int, ...]) -> bool:
        """Whether the networks of all these seeds of a world need no training."""
        return world.start is not None or all((world.key, seed) in self._kept for seed in seeds)

    def keep(self, key: tuple, layers: Network) -> None:
        """Keep layers, forgetting the oldest where it gets too many."""
        self._kept[key] = layers
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)


def pretrain(
    world: World, similarity: float, seeds: tuple[int, ...], sources: list[Source], store: PretrainedNetworks
) -> Generator[None, None, Layers]:
    """Return the pretrained networks of the seeds as (1, S, in + 1, out) layers, training those not yet known."""
    if world.start is not None:
        return _stack([_as_layers(world.start(seed, similarity)) for seed in seeds])
    known = [store.get((world.key, seed)) for seed in seeds]  # held here, whatever other runs make the store forget
    missing = [number for number, network in enumerate(known) if network is None]
    if missing:
        trained = yield from _train_on_source(
            world, tuple(seeds[number] for number in missing), [sources[number].train for number in missing]
        )
        for place, number in enumerate(missing):
            known[number] = [layer[0, place] for layer in trained.layers]
            store.keep((world.key, seeds[number]), known[number])
    return _stack(known)


def _train_on_source(world: World, seeds: tuple[int, ...], examples: list[Sample]) -> Generator[None, None, Trained]:
    """Train one network a seed on its old task, all layers, and return it as `Trained`."""
    strategy = Strategy("pretraining", "Pretraining", constant(*(1.0,) * world.layers))
    nothing = [sample.first(1) for sample in examples]
    lesson = make_lesson(
        world.measure, world.source_answers, seeds, examples, nothing, PRETRAIN_STEPS, PRETRAIN_BATCH, ()
    )
    start = _stack([_draw(world, seed, "network", "network_head", world.source_answers) for seed in seeds])
    entries = [Entry(strategy, PRETRAIN_RATE)]
    return (yield from train(start, entries, lesson, world.activation, world.measure, OPTIMIZER))


def has_new_head(strategy: Strategy, world: World) -> bool:
    """Whether the last layer starts anew: always where the answers are new, else as the strategy says."""
    return not world.same_answers or bool(strategy.new_head)


def starting_layers(world: World, pretrained: Layers, strategies: list[Strategy], seeds: tuple[int, ...]) -> Layers:
    """Lay the starting networks of a bundle out: pretrained layers, fresh ones where the strategy wants them."""
    fresh = _stack([_draw(world, seed, "fresh", "head", world.target_answers) for seed in seeds])
    layers = []
    for index in range(world.layers):
        is_head = index == world.layers - 1
        new = [has_new_head(s, world) if is_head else index in s.new_layers for s in strategies]
        layers.append(np.concatenate([fresh[index] if renew else pretrained[index] for renew in new]))
    return layers


def _draw(world: World, seed: int, hidden_stream: str, head_stream: str, answers: int) -> Network:
    """Draw new weights: He's spread for hidden layers, the world's own for the head; biases 0."""
    rng = stream(seed, hidden_stream)
    hidden = [
        rng.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)
        for inputs, outputs in zip(world.widths[:-1], world.widths[1:], strict=True)
    ]
    head = stream(seed, head_stream).standard_normal((world.widths[-1], answers)) * world.new_head_std
    return _as_layers([(weights, np.zeros(weights.shape[1])) for weights in (*hidden, head)])


def _as_layers(layers) -> Network:
    return [np.concatenate([weights, biases[None]]).astype(np.float32) for weights, biases in layers]


def _stack(networks: list[Network]) -> Layers:
    """Stack one network a seed into (1, S, in + 1, out) layers."""
    return [np.stack(parts)[None] for parts in zip(*networks, strict=True)]
