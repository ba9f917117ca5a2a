"""What did copying and printing do to the text?

- `arrows`: Does each line say what a layer was and what it became?
- `cleaning`: What is left of a paste when prompts, colours and quote marks are gone?
- `html_table`: How is a table copied as HTML read?
- `left_out`: Were lines left out of the middle of a table?
- `line_labels`: What stands before every line of a listing?
- `log_prefix`: Does a log stand before every line?
- `notebook`: Is this the file of a notebook, or lines out of one?
- `spaced_numbers`: Are thousands set apart by spaces, points or apostrophes?
- `tab_columns`: Did the columns of a summary become tabs?
"""
