"""What does a pasted text say?

- `counted_notes`: What can a table of counts not tell?
- `drawn_borders`: How is a table with drawn borders read?
- `julia`: How is a printout of Flux or Lux, the libraries of Julia, read?
- `read`: What does a pasted text describe?
- `values`: How are counts, shapes and flags written in summaries?
"""
