"""What is one layer?

- `biases`: Does a layer's count include biases?
- `facts`: What kind of model is this?
- `families`: What sort of layer is this?
- `outputs`: How many weights does a last layer have today, and how many with the new number of answers?
"""
