"""What is one experiment?

- `activations`: What does a neuron do with its sum before it passes it on?
- `block`: How does a signal travel through a block of two matrices, and how does the correction come back?
- `blocks`: What is a network made of?
- `checks`: Is a setting what it may be?
- `data`: What goes into the network?
- `experiment`: Which numbers belong to one experiment?
- `layer`: How does a signal travel through the layers, and how does the correction come back?
- `normalization`: How is a layer's volume reset?
- `spec`: Which experiment?
"""
