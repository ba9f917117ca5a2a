"""What came through?

- `histogram`: How are a layer's values distributed?
- `measures`: What can be said about one layer's values?
- `sameness`: How many different neurons does a layer have?
- `saturation`: From where on is a neuron at its limit?
- `outline`: What does a verdict need to know of a run?
- `signal`: What does each layer's signal do on the way forward, and its correction on the way back?
"""
