"""What do the sources say?

- `added`: What do the sources say about small weights that are added (LoRA)?
- `book`: Which rules can shape a plan?
- `caution`: What do the sources warn of?
- `conflicts`: Where do the sources disagree?
- `keep`: What do the sources say about keeping layers still, or about learning with few weights?
- `newer`: What have the makers of today's models published?
- `rule`: What is a rule?
- `speed`: What do the sources say about how fast each layer should learn?
- `strategy`: What do the sources say about which layers to keep and which to adjust?
- `trap`: Which traps lie in the code that carries a plan out?
"""
