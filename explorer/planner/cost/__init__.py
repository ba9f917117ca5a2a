"""What does a plan cost?

- `cost`: What does this plan cost beside letting everything learn?
- `kept`: What must be kept of every layer's output until the way back?
- `memory`: How much memory does a step of training need at its peak?
- `work`: How much work is one example for each layer?
"""
