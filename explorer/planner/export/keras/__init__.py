"""How does a plan leave for Keras?

- `beside_code`: How does exported Keras code let small added weights learn?
- `code`: Which code does the Keras export carry?
- `compiled`: How does a plan become a Keras program?
- `layers`: How does exported Keras code make new layers?
"""
