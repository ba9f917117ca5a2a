"""How does a chart travel? As a specification without its data, with the signs in which its language writes numbers."""

import altair as alt

from explorer.text import DEFAULT_LANGUAGE, number_signs


def without_data(chart: alt.TopLevelMixin, language: str = DEFAULT_LANGUAGE) -> dict:
    """Return the checked specification of a chart, its data left out: they travel beside it.

    Numbers that the browser itself writes, on an axis or in a tooltip, follow `language`.
    """
    unused = ("data", "config", "$schema")  # Altair's own sizes and the version: Streamlit sets both
    spec = {key: value for key, value in chart.to_dict().items() if key not in unused}
    # Vega would name every mark to a screen reader by the columns of its table; a chart has one text of its own.
    config: dict[str, object] = {"aria": False, "mark": {"aria": False}}
    signs = number_signs(language)
    if signs != number_signs():  # the browser's own signs are the English ones
        config["locale"] = {"number": dict(signs)}
    return {**spec, "config": config}
