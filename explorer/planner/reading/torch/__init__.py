"""How do PyTorch and its printers print a model?

- `arguments`: What did a PyTorch module's constructor get?
- `classes`: How many weights does a PyTorch module have?
- `lightning`: What does Lightning's ModelSummary tell?
- `names`: Which PyTorch classes hold no weights, extend another class, or hide parameters from `print(model)`?
- `notes`: What can a printed PyTorch model not tell?
- `printed_model`: What does `print(model)` tell?
- `torchinfo`: What does `torchinfo.summary` tell?
- `torchinfo_table`: What stands in a torchinfo table?
- `torchsummary`: What does `torchsummary.summary` tell?
- `tree`: Which modules does `print(model)` show?
"""
