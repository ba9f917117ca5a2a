"""What are the recipes called elsewhere?

- `code`: How do I draw this layer's first weights in my own program?
- `dictionary`: What is a recipe called elsewhere, and what does it draw for this layer?
- `layer_shapes`: How many inputs and outputs does a layer have?
"""
