"""What is handed on from room to room?

- `comparison`: What is one published comparison?
- `exporter`: What is an export?
- `model`: What does every summary become?
- `plan`: What is to be done with each layer?
- `likeness`: How alike are old and new data, in a word?
- `row`: Which texts can be read?
- `task`: What is the new task?
"""
