"""How large is what each printed layer works on, where the text holds no sizes?

- `follow`: Through how many places does a picture of a given size take each printed layer?
- `printed_layer`: What does one printed layer do to the size of a picture?
- `printed_tree`: Which printed layers stand in which modules?
"""
