"""What is risky?

- `of_the_data`: What do the data and the text leave uncertain?
- `of_the_plan`: What is risky about this plan, why, and what mends it?
- `scene`: What does a caution look at, and how is it put?
"""
