"""How is the plan shown?

- `cautions`: What should be known before training starts?
- `comparisons`: Which published comparisons stand behind the advice?
- `followed_edits`: From answers to a plan: the rules' advice, then the visitor's own changes.
- `strip`: How is a plan drawn? As a strip of its parts, with the learning rate that its full speed stands for.
- `verdict`: What is the plan, in a few plain lines? Why, what was measured, whether it fits, what would change it.
- `your_plan`: Step 3: the plan. Verdict first, then its picture, three numbers, cautions, and one lens at a time.
"""
