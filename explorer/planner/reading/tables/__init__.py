"""How are tables of layers read?

- `csv_table`: How is a table with commas, tabs or semicolons read?
- `markdown`: How is a Markdown table read?
- `prettytable`: How is a PrettyTable read?
- `table_rows`: What do the columns of a freely made table mean?
- `untitled`: What do the columns of a table without titles hold?
"""
