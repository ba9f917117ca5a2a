"""How are the results shown?

- `figure`: How is the classic figure put on the page?
- `footer`: What stands below the figure?
- `layers_lens`: What do the values of each layer look like?
- `look_closer`: Which ways are there to look closer?
- `numbers_table`: What are the numbers behind the figure?
- `recipe_lens`: What is this recipe called elsewhere?
"""
