"""How are first weights drawn?

- `draws`: Which random numbers does an experiment use?
- `initializers`: How are the first weights drawn?
- `laws`: From which family of distributions do weights come?
"""
