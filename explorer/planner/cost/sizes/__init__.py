"""How large is what each printed layer works on, where the text holds no sizes?

- `attention`: Which products does attention make beside its printed layers?
- `follow`: Through how many places does a picture of a given size take each printed layer?
- `known_kinds`: Which classes of printed networks are told by name?
- `passing`: What becomes of a picture in one layer, and what work is that?
- `printed_layer`: What does one printed layer do to the size of a picture?
- `printed_tree`: Which printed layers stand in which modules?
- `source`: What does a layer work on?
- `walk`: Where is a picture on its way through a printed network?
"""
