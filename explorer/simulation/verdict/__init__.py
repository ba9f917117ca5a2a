"""What is wrong, and what mends it?

- `depth_map`: How deep can a network be at which strength?
- `evidence_table`: How is the record of learning written?
- `findings`: What is wrong with a signal, and from which layer on?
- `measurements`: Which measurements speak for a verdict?
- `outlook`: What happens, and what would training do from here?
- `proposals`: Which small changes could mend a network?
- `reasons`: Why does it break?
- `remedies`: What is the smallest change that mends a network?
- `trials`: Does a proposal hold when it is run?
- `verdict`: Does the message get through, where does it break, why, and what mends it?
- `forecast`: Will it learn?
"""
