"""What is one experiment?

- `activations`: What does a neuron do with its sum before it passes it on?
- `data`: What goes into the network?
- `experiment`: Which numbers belong to one experiment?
- `layer`: How does a signal travel through the layers, and how does the correction come back?
- `normalization`: How is a layer's volume reset?
- `spec`: Which experiment?
"""
