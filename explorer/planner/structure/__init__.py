"""How do rows become a model?

- `blocks`: Which nodes in the tree of names are blocks, and which hold blocks or are plain sequences of layers?
- `build`: How does a reading become a model?
- `further_heads`: Which further answers stand beside the head?
- `heads`: Which layer gives the answers?
- `learning_counts`: How many parameters of each layer learn?
- `missing_blocks`: Was something cut out of the middle?
- `name_tree`: How do the paths of a summary make a tree?
- `order`: In which order do the layers compute?
- `stages`: Which layers move together?
- `still`: Which layers can never learn?
- `totals`: How many weights does the model hold, as far as the text tells?
- `towers`: Does the model have several chains?
"""
