"""How do the printers of PyTorch models print tables?

- `lightning`: What does Lightning's ModelSummary tell?
- `torchinfo`: What does `torchinfo.summary` tell?
- `torchinfo_table`: What stands in a torchinfo table?
- `torchsummary`: What does `torchsummary.summary` tell?
"""
