"""What did copying and printing do to the text?

- `cleaning`: What is left of a paste when prompts, colours and quote marks are gone?
- `line_labels`: What stands before every line of a listing?
"""
