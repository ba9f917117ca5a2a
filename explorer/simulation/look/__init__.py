"""What does a closer look show?

- `contrast`: What did my change do?
- `luck`: Was it chance?
- `missions`: Can I mend it?
- `parting`: How many different neurons does a layer hold, at the start and while it trains?
- `phases`: How far can I push it?
- `series`: Over how many layers do two inputs forget how alike they were?
- `wider`: Would this rate survive a wider network?
"""
