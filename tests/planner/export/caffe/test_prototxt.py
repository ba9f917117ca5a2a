"""A prototxt is read with the places of its fields, so that all that is not edited stays as it was."""

import pytest

from explorer.planner.export.caffe.prototxt import PrototxtError, Replacement, apply, parse, quoted, unquoted

TEXT = """name: "net" # a comment with layer { in it
layer { name: 'a' type: "InnerProduct" param { lr_mult: 1 } param < lr_mult: 2; decay_mult: 0, >
  inner_product_param { num_output: 10 shape: [1, 2, 3] bias_term: false } }
input_dim: 1 input_dim: 3
"""


def test_fields_are_found_with_their_places():
    root = parse(TEXT)
    layer = root.first("layer")
    assert root.text("name") == "net" and layer.text("name") == "a" and layer.text("type") == "InnerProduct"
    assert [param.text("lr_mult") for param in layer.all("param")] == ["1", "2"]
    assert layer.first("inner_product_param").text("bias_term") == "false"
    assert [field.value for field in root.all("input_dim")] == ["1", "3"]
    assert TEXT[layer.start : layer.end].startswith("layer {") and TEXT[layer.start : layer.end].endswith("}")
    assert TEXT[layer.body_end] == "}"


def test_an_edit_changes_its_place_and_nothing_else():
    value = parse(TEXT).first("layer").first("inner_product_param").first("num_output")
    edited = apply(TEXT, [Replacement(value.value_start, value.end, "2")])
    assert edited == TEXT.replace("num_output: 10", "num_output: 2")
    assert apply(TEXT, []) == TEXT


@pytest.mark.parametrize(
    "text", ["layer {", "layer { } }", "{ }", 'name: "open', "name: }", '"text"', "layer { name: }"]
)
def test_what_is_no_prototxt_is_refused(text):
    with pytest.raises(PrototxtError):
        parse(text)


def test_deep_nesting_is_read_without_recursion():
    root = parse("a {" * 50_000 + "}" * 50_000)
    assert root.first("a").is_message


def test_a_quoted_name_reads_back(hostile):
    text = f"name: {quoted(hostile)}"
    assert len(text.splitlines()) == 1
    shown = "".join(c if c.isprintable() else "?" for c in hostile)
    assert unquoted(parse(text).first("name").value) == shown
