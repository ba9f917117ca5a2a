"""How does Keras print a model?

- `classes`: Which class did Keras print, where the column cut it?
- `keras2`: How do Keras 2 and Keras 1 print a model?
- `keras3`: How does Keras 3 print a model?
- `layers`: What do Keras's printers of every version share?
- `loop`: How is a loop over model.layers read?
"""
