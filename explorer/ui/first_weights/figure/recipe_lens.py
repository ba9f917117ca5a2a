"""What is this recipe called elsewhere? The lens "Recipe": dictionary, defaults, calculator, code to take away."""

import pandas as pd
import streamlit as st

from explorer.errors import ReaderError
from explorer.simulation import (
    BLOCKS,
    FRAMEWORK_DEFAULTS,
    INITIALIZERS,
    RECIPE_CODE,
    Default,
    LayerRecipe,
    LayerShape,
    Signal,
    SignalSpec,
    describe_recipe,
    in_everybodys_words,
    read_layer,
    recipe_for,
    square_root_of_five,
)
from explorer.ui.first_weights.wording import say
from explorer.ui.language import said, worded, written
from explorer.ui.state import PageState

USUAL_BLOCKS = 12  # of GPT-2 and BERT, where the visitor's network has none


def show_recipe(state: PageState, result: Signal, named: int | None) -> None:
    """Show the recipe of the experiment in everybody's words, for a layer of one's own."""
    spec = result.spec
    record = INITIALIZERS[spec.initializer]
    st.markdown(
        say("recipe.intro", label=worded("initializers", record), sentence=worded("initializers", record, "sentence"))
    )
    st.code(record.formula, language=None, wrap_lines=True)
    recipe = _ask_layer(spec)
    if recipe is None:
        return
    st.markdown(said(describe_recipe(recipe)))
    if record.note:
        st.markdown(say("recipe.note", note=worded("initializers", record, "note")))
    _dictionary(recipe)
    _code(recipe)
    _defaults(recipe.layer, spec.depth if BLOCKS[spec.block].branched else USUAL_BLOCKS)
    st.caption(say("recipe.source", source=worded("initializers", record, "source")))


def _ask_layer(spec: SignalSpec) -> LayerRecipe | None:
    typed, inputs = st.columns([2, 1])
    text = typed.text_input(
        say("recipe.layer.label"),
        value=f"Linear({spec.width}, {spec.width})",
        help=say("recipe.layer.help"),
        key="first_weights.recipe.layer",
    )
    known = inputs.number_input(
        say("recipe.inputs.label"),
        1,
        1_000_000,
        value=None,
        help=say("recipe.inputs.help"),
        key="first_weights.recipe.in",
    )
    try:
        return recipe_for(read_layer(text, known), spec.initializer, spec.scale)
    except ReaderError as error:
        st.text(said(error.remark))  # holds what was typed: never as Markdown
        return None


def _dictionary(recipe: LayerRecipe) -> None:
    st.header(say("recipe.words.title"))
    rows = [
        {
            say("recipe.column.who"): wording.who,
            say("recipe.column.spread"): "" if wording.std is None else written(wording.std, "number"),
            say("recipe.column.call"): wording.call or said(wording.remark),
            say("recipe.column.ratio"): said(wording.remark) if wording.call and wording.remark else "",
        }
        for wording in in_everybodys_words(recipe)
    ]
    _table(rows, say("recipe.words.title"))


def _defaults(layer: LayerShape, blocks: int) -> None:
    st.header(say("recipe.defaults.title"))
    in_a_branch = say("recipe.column.branch", blocks=blocks)
    rows = [
        {
            say("recipe.column.who"): worded("defaults", default, "who"),
            say("recipe.column.spread"): written(default.std(*layer.fans), "number"),
            in_a_branch: _in_a_branch(default, layer, blocks),
            say("recipe.column.law"): worded("defaults", default, "law"),
            say("recipe.column.bias"): worded("defaults", default, "bias"),
        }
        for default in FRAMEWORK_DEFAULTS
    ]
    _table(rows, say("recipe.defaults.title"))
    st.markdown(say("recipe.trap", sentence=said(square_root_of_five(layer))))


def _in_a_branch(default: Default, layer: LayerShape, blocks: int) -> str:
    if default.branch is None:
        return ""
    return written(default.std(*layer.fans) * default.branch(blocks), "number")


def _table(rows: list[dict[str, str]], alt: str) -> None:
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", alt=alt)


def _code(recipe: LayerRecipe) -> None:
    st.header(say("recipe.code.title"))
    for tab, write in zip(st.tabs(list(RECIPE_CODE)), RECIPE_CODE.values(), strict=True):
        tab.code(write(recipe), language="python", wrap_lines=True)
