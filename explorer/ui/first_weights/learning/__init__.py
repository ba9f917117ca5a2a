"""Would it learn? The lens "Learning": two starts trained side by side, and a ladder of rates.

- `reached`: What did the starts reach?
- `topics`: Which lessons about training are a tap away?
- `lessons`: What is trained for the lens, and what came of it?
- `depth_lens`: How deep can I go?
- `learning_lens`: How is it asked for and shown?
"""
