"""Which strategy wins where, in the miniature? The shipped map: what it holds near a case, and the whole of it."""

import streamlit as st

from explorer.charts.theme import palette
from explorer.charts.winner_map import letters, map_spec, map_table
from explorer.planner import MiniatureCase, Plan, map_beside_plan
from explorer.simulation import STRATEGIES, WORLDS, WinnerMap, load_winner_maps
from explorer.ui.language import language, said, worded, written
from explorer.ui.planner.wording import say


def show_nearest(plan: Plan, case: MiniatureCase) -> None:
    """Say what the shipped map holds for the case, and how that stands to the plan: an answer before anything ran."""
    winners = load_winner_maps()[case.world]
    cell = winners.nearest(case.examples, case.similarity)
    st.info(
        say(
            "try.map.clear" if cell.clear else "try.map.open",
            winner=_label(cell.winner),
            level=", ".join(f"“{_label(name)}”" for name in cell.level),
            score=written(max(cell.mean), "share"),
            seeds=winners.seeds,
            examples=written(cell.examples, "count"),
            similarity=written(cell.similarity, "number"),
        )
        + "  \n"
        + " ".join(said(remark) for remark in map_beside_plan(plan, winners, case)),
        title=say("try.map.title"),
        icon=":material/science:",
    )


def show_winner_map(case: MiniatureCase) -> None:
    """Draw the map where it decides something; else say so in one sentence."""
    winners = load_winner_maps()[case.world]
    if not winners.decides:
        st.caption(undecided_sentence(winners))
        return
    labels = {key: _label(key) for key in winners.strategies}
    cells = map_table(winners, labels, (case.examples, case.similarity), language())
    st.subheader(say("try.map.heading"))
    here = cells[cells["here"]].iloc[0]
    st.vega_lite_chart(
        cells, map_spec(tuple(labels.values()), palette(st.context.theme.type), language()), key="planner.try.map",
        alt=say("try.map.alt", examples=here["examples_shown"], winner=here["winner"], sure=here["sure"]),
    )  # fmt: skip
    names = ", ".join(f"**{letter}** {labels[key]}" for key, letter in letters(winners).items())
    st.caption(f"{names}. {say('try.map.note', seeds=winners.seeds)}")


def undecided_sentence(winners: WinnerMap) -> str:
    """Say that nothing is decided, or where alone something is."""
    values = {"world": worded("worlds", WORLDS[winners.world]), "places": len(winners.cells), "seeds": winners.seeds}
    places = ", ".join(
        say(
            "try.map.place",
            winner=_label(cell.winner),
            examples=written(cell.examples, "count"),
            similarity=written(cell.similarity, "number"),
        )
        for cell in winners.cells
        if cell.clear
    )
    return say("try.map.few", **values, decided=places) if places else say("try.map.nothing", **values)


def _label(key: str) -> str:
    return worded("strategies", STRATEGIES[key])
