"""Text from outside stays data: literals and comments that nothing in it can end early."""

import ast

from explorer.planner.export.source_text import comment, literal, number, printable, wrapped


def test_a_literal_reads_back_to_the_same_text(hostile):
    assert ast.literal_eval(literal(hostile)) == hostile
    assert literal(hostile).isprintable()


def test_a_comment_stays_a_comment(hostile):
    lines = comment(f"name: {hostile}")
    assert lines and all(line.startswith("#") and line.isprintable() for line in lines)
    assert ast.parse("\n".join(lines)).body == []


def test_a_printable_text_is_one_short_line(hostile):
    assert printable(hostile, 50).isprintable() and len(printable("x" * 500, 50)) == 50


def test_wrapped_lists_read_back_to_the_same_items():
    for count in (0, 1, 3, 40):
        items = [f"layer.{i}.a_name" for i in range(count)]
        text = "\n".join(wrapped("x = [", map(literal, items), "]"))
        assert ast.literal_eval(text.removeprefix("x = ")) == items
        assert max(map(len, text.splitlines())) <= 100


def test_a_number_reads_back_to_the_very_same_value():
    for value in (0, 1, 1 / 3, 1e-3 / 7, 2.5e-300):
        assert ast.literal_eval(number(value)) == value
