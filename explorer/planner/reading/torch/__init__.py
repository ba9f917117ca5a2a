"""How is a printed PyTorch model read?

- `arguments`: What did a PyTorch module's constructor get?
- `classes`: How many weights does a PyTorch module have?
- `dialects`: Which framework prints like PyTorch?
- `names`: Which PyTorch classes hold no weights, extend another class, or hide parameters from `print(model)`?
- `notes`: What can a printed PyTorch model not tell?
- `packed`: Which layers are stored in few bits?
- `printed_model`: What does `print(model)` tell?
- `sentence_transformer`: What does a printed SentenceTransformer tell?
- `stated_counts`: Which totals stand beside a printed model?
- `tree`: Which modules does `print(model)` show?
"""
