"""Where does a page keep its settings? In the session, in its widgets and in the link, always the same.

The session's own copy is the truth: widgets that are hidden for a while lose their value in Streamlit, and
stories, fixes and links set values without a widget being touched.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from explorer.text import DEFAULT_LANGUAGE, languages
from explorer.ui.language import LANGUAGE, choose, language, told_before
from explorer.ui.links import Field, OpenedLink, Unusable, choice, defaults, read_link, write_link
from explorer.ui.reconnect import taken_over

OPENED = "address.page"  # session key: the page whose link was kept up to date last
FIRST_LINK = "address.first_link"  # session key: a link that waits for the end of a full run


def language_field() -> Field:
    """Return the setting that every page has, and all share: the language."""
    return choice(LANGUAGE, languages(), DEFAULT_LANGUAGE)


class PageState:
    """The settings of one page in this visitor's session. A thin view: make one wherever it is needed."""

    def __init__(
        self,
        page: str,
        fields: tuple[Field, ...],
        start: Mapping[str, object] | None = None,
        complete: Callable[[Mapping[str, str], Mapping[str, object]], Mapping[str, object]] | None = None,
    ):
        """`start` holds what differs from the fields' defaults on a first visit without a link.

        `complete` turns a link's usable parameters and the values read from it into settings that follow from them
        where the link leaves them out.
        """
        self.page, self.fields, self.start = page, (*fields, language_field()), dict(start or {})
        self.complete = complete or (lambda parameters, values: {})

    @property
    def values(self) -> dict[str, object]:
        """All settings as they stand now; read only, change them with `apply`."""
        return self._kept["values"] | {LANGUAGE: language()}

    @property
    def _kept(self) -> dict:
        if self.page not in st.session_state:
            st.session_state[self.page] = {
                "values": defaults(self.fields) | self.start,
                "link": None,  # parameters as last read or written
                "opened": None,  # what the last link held, as long as it is worth a notice
                "applied": 0,  # how often settings were changed without a widget
                "told_anew": False,  # whether runs tell the browser every value again, until the visitor changes one
                "before": {},  # the settings that the last of those changes replaced
                "anew": taken_over() and not st.query_params,  # begun without what it held in a session that is gone
            }
        return st.session_state[self.page]

    def apply(self, changes: Mapping[str, object]) -> None:
        """Change settings; to be called before the widgets are drawn, that is, in a callback."""
        kept = self._kept
        kept["before"] = {key: kept["values"][key] for key in changes if key in kept["values"]}
        kept["applied"] += 1
        kept["values"].update(changes)
        self._go_on()

    def widget(self, key: str, name: str | None = None, then: Callable[[], None] | None = None) -> dict:
        """Return the arguments that tie a widget to a setting: `st.slider(label, 1, 9, **state.widget("depth"))`.

        `name` tells two widgets of one setting apart; `then` is called after the setting was changed.
        """
        widget_key = f"{self.page}.{name or key}"
        kept = self._kept
        value = kept["values"][key]
        known = widget_key in st.session_state and st.session_state[widget_key] == value
        if not told_before(widget_key) or not known or kept["told_anew"]:
            st.session_state[widget_key] = value
        return {"key": widget_key, "on_change": self._take, "args": (key, widget_key, then, kept["applied"])}

    def _take(self, key: str, widget_key: str, then: Callable[[], None] | None, drawn: int) -> None:
        """Take a widget's value; `drawn` is how often settings had been changed without a widget when it was drawn.

        A browser goes on sending the value of a widget that has just gone, or got other stops, until it has drawn the
        page anew; a timer's request may bring it after the change that replaced it. Such an echo is no wish. Nor is an
        option in the words of a language that was left meanwhile.
        """
        value, kept = st.session_state[widget_key], self._kept
        if isinstance(value, str) and not self._offered(key, value):
            return
        if drawn < kept["applied"] and key in kept["before"] and value == kept["before"][key]:
            return
        kept["values"][key] = value
        self._go_on()
        if then is not None:
            then()

    def _offered(self, key: str, value: str) -> bool:
        field = next(field for field in self.fields if field.key == key)
        try:
            return field.read(value) == value
        except Unusable:
            return False

    def _go_on(self) -> None:
        self._kept.update(opened=None, anew=False, told_anew=False)  # notices of the beginning have had their time

    def restore(self) -> None:
        """Take over the link in the address bar, unless this page wrote it itself; call once per full run."""
        parameters = st.query_params.to_dict()
        if not parameters or parameters == self._kept["link"]:
            return
        opened = read_link(self.fields, parameters)
        unusable = {problem.field.key for problem in opened.problems}
        usable = {key: text for key, text in parameters.items() if key not in unusable}
        if LANGUAGE in usable:
            choose(opened.values[LANGUAGE])
        values = {**opened.values, **self.complete(usable, opened.values)}
        self._kept.update(values=values, link=parameters, opened=replace(opened, values=values))

    @property
    def opened(self) -> OpenedLink | None:
        """What the link held that this page was opened with; None after the first change."""
        return self._kept["opened"]

    @property
    def anew(self) -> bool:
        """Whether this page may have held settings in a session that is gone; False after the first change."""
        return self._kept["anew"]

    @property
    def link(self) -> dict[str, str]:
        """The parameters that bring all of this back."""
        return write_link(self.fields, self.values)

    def tell_anew(self) -> None:
        """Tell the browser every value again in the next run.

        A run that follows within the same breath replaces widgets before the browser has drawn them. A widget that it
        draws only then stands at its lowest value, unless it is told another, and would send that with the next tap.
        """
        self._kept["told_anew"] = True

    def publish(self) -> None:
        """Keep the address bar up to date; the first link of a page opened without one waits for `complete_address`.

        Streamlit makes an entry in the browser's history of every link that it writes. The first one is no step of the
        visitor's: "Back" would lead from it to the same page without a link, and from there forward again.
        """
        link, shown = self.link, st.query_params.to_dict()
        self._kept["link"] = link
        opened, st.session_state[OPENED] = st.session_state.get(OPENED), self.page
        if not shown and opened != self.page:
            st.session_state[FIRST_LINK] = link
        elif shown != link:
            st.query_params.from_dict(link)


def complete_address(page: str) -> None:
    """Let the browser put a page's first link in the place of the bare address; call at the end of a full run.

    `page` is the end of its address. The link holds our own keys and numbers only, see `links`.
    """
    link = st.session_state.pop(FIRST_LINK, None)
    if link:
        bare = f'!location.search && location.pathname.endsWith("/{page}")'  # else this is shown once more, elsewhere
        address = f'location.pathname + "?{urlencode(link)}" + location.hash'
        script = f'if ({bare}) history.replaceState(history.state, "", {address})'
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
