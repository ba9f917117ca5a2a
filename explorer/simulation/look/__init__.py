"""What does a closer look show?

- `luck`: Was it chance?
"""
