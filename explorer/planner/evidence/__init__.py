"""What was measured elsewhere?

- `comparison`: Which strategies did somebody compare on the same data with the same model?
- `alike`: Which of these comparisons are like the case at hand, and how did each strategy do in them?
- `case`: Which model and task would a visitor have told us for a published comparison?
- `score`: How often does a way of choosing pick what measured best, and how many points does it lose?

`strategy_measurements.csv` is the table; `SOURCES.md` says where its rows were read and how.
"""
