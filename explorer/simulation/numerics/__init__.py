"""What does NumPy lack?

- `error_function`: What are erf, the normal law's Φ, and its inverse?
- `float_formats`: Which layers leave what a number format can hold?
- `quadrature`: What is the average of a function over a bell curve?
- `roots`: Where does a function cross zero?
- `scaled`: How do numbers stay usable after a hundred layers?
- `sliced`: How does long work stay stoppable?
- `workspace`: Where do large arrays live while an experiment runs?
"""
