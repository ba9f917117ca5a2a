"""How does a plan leave for Caffe?

- `layers`: What changes inside a prototxt's layers?
- `network`: How does a plan become a Caffe prototxt?
- `prototxt`: Where in a prototxt stands what?
"""
