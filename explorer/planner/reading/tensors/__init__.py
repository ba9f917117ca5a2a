"""How do lists of tensors become layers?

- `file_header`: What does the header of a safetensors file tell?
- `index_file`: What does the index of a checkpoint in several files tell?
- `keras_variables`: Is a list of tensors a loop over Keras's weights?
- `named_parameters`: What does a loop over `model.named_parameters()` tell?
- `packed_tensors`: Which tensors of a checkpoint belong to packed weights?
- `state_dict`: What does a `state_dict` tell?
- `tensor_layers`: Which layers do listed tensors belong to?
- `tensor_lines`: Which tensors does a list name?
- `tied_tensors`: Which listed tensors may be one?
"""
