"""What is one layer?

- `adapters`: Which weights are small additions (LoRA and the like), and which stand still under them?
- `biases`: Does a layer's count include biases?
- `facts`: What kind of model is this?
- `families`: Which family does a layer belong to?
- `linear`: Which layers multiply by one matrix, and from how many numbers to how many does each go?
- `model_kinds`: What sort of model is this?
- `outputs`: How many numbers does a layer give, and how many weights has a last layer with others?
- `usual_parts`: Which parts does everybody keep, or train alone, in a model of this family?
"""
