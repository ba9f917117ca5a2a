"""What shall be done?

- `adapters`: Where do small added weights go, at which rank, and how many are they?
- `choice`: Which strategy is advised, and why?
- `each_layer`: What happens to each layer under a strategy?
- `edits`: What if the person decides otherwise?
- `fits`: Does the plan fit in the machine's memory, and what would make it fit?
- `flips`: Which nearest answer would change the advice?
- `make_plan`: What is the plan for this model and task?
- `measured`: What was measured in cases like this one, and what decided the advice?
- `phases`: In which order do the layers learn?
- `rates`: How large is the last layer's learning rate?
- `scored`: How often is the advice right where somebody measured?
- `strategies`: Which strategies are there?
"""
