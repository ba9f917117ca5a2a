"""What does a plan cost?

- `cost`: What does this plan cost beside letting everything learn?
- `work`: How much work is one example for each layer?
"""
