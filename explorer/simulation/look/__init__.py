"""What does a closer look show?

- `contrast`: What did my change do?
- `luck`: Was it chance?
- `phases`: How far can I push it?
- `series`: Over how many layers do two inputs forget how alike they were?
- `wider`: Would this rate survive a wider network?
"""
