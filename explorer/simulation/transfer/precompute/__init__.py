"""Where do the shipped files come from? One script each, run again after a change to worlds or strategies.

- `outcomes`: Measure every published claim in the miniature.
- `ranks`: Train added weights of every rank at every rate.
- `rates`: Choose each strategy's learning rate in each world, on validation examples.
- `winner_map`: Run the contenders of each world at every place of its map.
"""
