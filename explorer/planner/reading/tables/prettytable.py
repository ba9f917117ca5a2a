"""How is a PrettyTable read? Between drawn borders, mostly one tensor a row, as count_parameters prints it."""

from explorer.planner.reading.drawn_borders import bordered_lines
from explorer.planner.reading.tables.table_rows import Record, read_table, read_titles
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark


def title_row(text: str) -> tuple[int, dict[str, int]] | None:
    """Find the title row: the number of its line and the columns."""
    for line in bordered_lines(text):
        if line.cells:
            columns = read_titles(line.cells)
            if columns:
                return line.number, columns
    return None


def looks_like(text: str) -> bool:
    """Tell a drawn table whose titles name layers or parameters."""
    return ("+--" in text or "+==" in text or "├" in text or "═" in text) and title_row(text) is not None


def parse(text: str) -> Reading:
    """Read the rows under the titles and the totals below the table."""
    found = title_row(text)
    if found is None:
        raise SummaryError(Remark("refusals.table.titles"))
    first, columns = found
    lines = [line for line in bordered_lines(text) if line.number > first and line.cells]
    records = [Record(line.number, line.cells) for line in lines]
    end = records[-1].line if records else first
    return read_table(records, columns, text.split("\n")[end:])


FORMAT = Format(
    key="prettytable",
    label="a table of parameters drawn with PrettyTable",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="",
)
