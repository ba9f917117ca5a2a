"""What shall be done?

- `choice`: Which strategy does the rule book advise, why, and which nearest answer would change its mind?
- `each_layer`: What happens to each layer under a strategy?
- `edits`: What if the person decides otherwise?
- `make_plan`: What is the plan for this model and task?
- `phases`: In which order do the layers learn?
- `rates`: How large is the last layer's learning rate?
- `strategies`: Which strategies are there?
"""
