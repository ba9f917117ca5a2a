"""How did the strategies do in the miniature? Learning curves, final scores with bands, a map of the winners."""

import altair as alt
import numpy as np
import pandas as pd

from explorer import numerals
from explorer.charts.theme import Palette
from explorer.simulation.transfer import Transfer, WinnerMap

SCORE_TITLES = {"accuracy": "share of right answers", "explained": "share explained"}
SHARES = alt.Axis(format="~%", tickCount=5)
DASHES = ([6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [10, 4])


def curve_table(result: Transfer) -> pd.DataFrame:
    """Lay out mean score and band by step, one row a strategy and point."""
    mean, half = result.curve_mean, np.nan_to_num(result.curve_band)
    return pd.DataFrame(
        [
            {
                "strategy": strategy.label,
                "step": int(step),
                "score": float(mean[row, point]),
                "low": float(mean[row, point] - half[row, point]),
                "high": float(mean[row, point] + half[row, point]),
            }
            for row, strategy in enumerate(result.strategies)
            for point, step in enumerate(result.curve_steps)
        ]
    )


def learning_curves(result: Transfer, own: str, palette: Palette) -> alt.LayerChart:
    """Draw the curves: the own plan thick with its band, the others thin and dashed, labelled at their ends."""
    source = curve_table(result)
    others = [strategy.label for strategy in result.strategies if strategy.label != own]
    base = alt.Chart(source).encode(
        x=alt.X(  # early steps, where curves part, get more room
            "step:Q", title="training step", axis=alt.Axis(tickCount=5), scale=alt.Scale(type="sqrt", nice=False)
        ),
        y=alt.Y("score:Q", title=SCORE_TITLES[result.measure], axis=SHARES, scale=alt.Scale(zero=False)),
    )
    band = (
        base.mark_area(opacity=0.2, color=palette.spread)
        .encode(y=alt.Y("low:Q", title=SCORE_TITLES[result.measure], axis=SHARES), y2="high:Q")
        .transform_filter(alt.datum.strategy == own)
    )
    thick = base.mark_line(color=palette.spread, strokeWidth=3).transform_filter(alt.datum.strategy == own)
    thin = (
        base.mark_line(strokeWidth=1.5, color=palette.reference)
        .encode(
            strokeDash=alt.StrokeDash(
                "strategy:N",
                scale=alt.Scale(domain=others, range=list(DASHES[: len(others)])),
                legend=alt.Legend(orient="bottom", title=None, columns=1, symbolSize=300, labelLimit=300),
            ),
            tooltip=[alt.Tooltip("strategy:N", title="Strategy"), alt.Tooltip("score:Q", format=".3f")],
        )
        .transform_filter(alt.datum.strategy != own)
    )
    return alt.layer(band, thin, thick).properties(height=340)


def final_table(result: Transfer) -> pd.DataFrame:
    """List final means with their bands, best first."""
    half = np.nan_to_num(result.band)
    rows = [
        {
            "strategy": strategy.label,
            "key": strategy.key,
            "score": float(result.mean[row]),
            "low": float(result.mean[row] - half[row]),
            "high": float(result.mean[row] + half[row]),
            "shown": f"{numerals.share(max(0.0, float(result.mean[row])))} ± {100 * half[row]:.1f}",
        }
        for row, strategy in enumerate(result.strategies)
    ]
    return pd.DataFrame(rows).sort_values("score", ascending=False, ignore_index=True)


def final_scores(result: Transfer, own: str, palette: Palette) -> alt.LayerChart:
    """Draw each strategy's final mean as a dot with its band; the own plan is filled, the others hollow."""
    source = final_table(result)
    base = alt.Chart(source).encode(
        y=alt.Y(
            "strategy:N", sort=source["strategy"].tolist(), title=None, axis=alt.Axis(labelLimit=190, labelFontSize=12)
        )
    )
    colour = alt.condition(alt.datum.strategy == own, alt.value(palette.spread), alt.value(palette.reference))
    bars = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", title=f"final {SCORE_TITLES[result.measure]}", axis=SHARES, scale=alt.Scale(zero=False)),
        x2="high:Q",
        color=colour,
    )
    dots = base.mark_point(size=110, strokeWidth=2, fillOpacity=1).encode(
        x="score:Q",
        color=colour,
        fill=alt.condition(alt.datum.strategy == own, alt.value(palette.spread), alt.value(palette.background)),
        tooltip=[alt.Tooltip("strategy:N", title="Strategy"), alt.Tooltip("shown:N", title="Mean and band")],
    )
    return alt.layer(bars, dots).properties(height=260)


def map_table(winners: WinnerMap, labels: dict[str, str], letters: dict[str, str]) -> pd.DataFrame:
    """List the cells of a map: letter of the winner, in brackets and pale where it is not clear."""
    return pd.DataFrame(
        [
            {
                "examples": cell.examples,
                "similarity": cell.similarity,
                "winner": labels[cell.winner],
                "letter": letters[cell.winner] if cell.clear else f"({letters[cell.winner]})",
                "strength": 1.0 if cell.clear else 0.3,
                "sure": "clear" if cell.clear else "not clear: " + ", ".join(labels[key] for key in cell.level),
            }
            for cell in winners.cells
        ]
    )


def winner_map(
    winners: WinnerMap, labels: dict[str, str], letters: dict[str, str], here: tuple[int, float], palette: Palette
) -> alt.LayerChart:
    """Draw the map: a letter a cell, pale and in brackets where bands overlap; `here` carries a ring."""
    source = map_table(winners, labels, letters)
    nearest = winners.nearest(*here)
    source["here"] = (source["examples"] == nearest.examples) & (source["similarity"] == nearest.similarity)
    base = alt.Chart(source).encode(
        x=alt.X("examples:O", title="examples", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("similarity:O", title="how alike", sort="descending"),
    )
    colours = alt.Scale(
        domain=[labels[key] for key in letters],
        range=[palette.reference, palette.average, palette.success, palette.correction, palette.limit],
    )
    tooltip = [
        alt.Tooltip("examples:O", title="Examples"),
        alt.Tooltip("similarity:O", title="How alike"),
        alt.Tooltip("winner:N", title="Highest"),
        alt.Tooltip("sure:N", title="Certainty"),
    ]
    cells = base.mark_rect(stroke=palette.background).encode(
        color=alt.Color("winner:N", scale=colours, legend=None),
        opacity=alt.Opacity("strength:Q", scale=None, legend=None),
        tooltip=tooltip,
    )
    clear = alt.datum.strength == 1
    text = base.mark_text(fontSize=13, fontWeight="bold").encode(
        text="letter:N", color=alt.condition(clear, alt.value(palette.background), alt.value(palette.text))
    )
    ring = (
        base.mark_point(shape="circle", size=700, strokeWidth=3, color=palette.text)
        .transform_filter(alt.datum.here)
        .encode(tooltip=tooltip)
    )
    return alt.layer(cells, text, ring).properties(height=230)
