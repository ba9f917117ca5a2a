"""How is the plan shown?

- `cautions`: What should be known before training starts?
- `comparisons`: Which published comparisons stand behind the advice?
- `followed_edits`: From answers to a plan: the rules' advice, then the visitor's own changes.
- `your_plan`: Step 3: the plan. Verdict first, then cautions, three numbers, the strip, and one lens at a time.
"""
