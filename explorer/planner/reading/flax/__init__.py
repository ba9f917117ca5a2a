"""How does Flax print a model?

- `linen`: What does `flax.linen`'s `Module.tabulate` tell?
- `nnx`: What does `flax.nnx.tabulate` tell?
- `params_tree`: What does a printed tree of Flax's parameters tell?
- `rows`: How does a row of a Flax table become a layer?
- `table`: What stands in a Flax table?
"""
