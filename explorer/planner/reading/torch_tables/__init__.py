"""How do the printers of PyTorch models print tables?

- `first_table`: Where does the first of several tables end?
- `lightning`: What does Lightning's ModelSummary tell?
- `torchinfo`: What does `torchinfo.summary` tell?
- `torchinfo_table`: What stands in a torchinfo table?
- `torchsummary`: What does `torchsummary.summary` tell?
"""
