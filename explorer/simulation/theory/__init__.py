"""What should come through?

- `block_map`: How do the signal and the correction travel through blocks of an endlessly wide network?
- `correlation`: How alike do two inputs become on their way through the layers?
- `criticality`: Between fading and exploding, where is the edge?
- `expectations`: What does theory need to know about a spec?
- `moments`: What does an activation do to a bell curve?
- `theory`: What would an endlessly wide network do?
- `variance_map`: How do the signal and the correction travel through the layers of an endlessly wide network?
"""
