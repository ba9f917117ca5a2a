"""How does Keras print a model?

- `classes`: Which class did Keras print, where the column cut it?
- `columns`: Where do the columns of a Keras 1 or 2 table start?
- `keras2`: How do Keras 2 and Keras 1 print a model?
- `keras3`: How does Keras 3 print a model?
- `layers`: What do Keras's printers of every version share?
- `loop`: How is a loop over model.layers read?
- `wrapped_rows`: Which lines make one row of a Keras 2 table whose cells wrap?
"""
