"""How does a plan leave for PyTorch and what is built on it?

- `beside_code`: How does exported PyTorch code let small added weights, or biases alone, learn?
- `fastai`: How does a plan become a splitter and learning rates for fastai?
- `huggingface`: How does a plan become a Trainer for Hugging Face?
- `lightning`: How does a plan become a mixin for Lightning?
- `matching_code`: How does exported code find the plan's layers in the live model?
- `peft`: How does a plan with small added weights become a program for Hugging Face PEFT?
- `pytorch`: How does a plan become a PyTorch program?
- `timm`: How does a plan become a program for timm's models?
- `torch_code`: Which code do all PyTorch exports share?
- `torch_layers`: How does exported PyTorch code make new layers?
- `ultralytics`: How does a plan for a YOLO model become a training run of Ultralytics?
"""
