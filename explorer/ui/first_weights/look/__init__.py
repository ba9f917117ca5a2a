"""What does a closer look show? One lens a module.

- `compare_lens`: What did my change do?
- `luck_lens`: Was it chance?
- `luck_work`: Which networks are run for the lens "Luck", and what came of them?
- `map_lens`: How far can I push it?
- `missions_lens`: Can I mend it?
- `sameness_lens`: How many different neurons?
- `wider_lens`: Would this rate survive a wider network?
"""
