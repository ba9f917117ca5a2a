"""How alike are old and new data, in a word? Five words, told apart by the same lines that the rules use."""

from dataclasses import dataclass

from explorer.remark import Remark, of_record

SIMILARITY_STOPS = tuple(range(0, 101, 5))  # hundredths, as the page's slider offers them

ALIEN_BELOW = 0.2  # our lines, these four: no source draws them
RELATED_FROM = 0.4
SIMILAR_FROM = 0.65
SAME_FROM = 0.9


@dataclass(frozen=True)
class Likeness:
    """One of the words, and where it begins."""

    key: str
    from_: float  # the lowest similarity that it names
    label: str
    data: str  # the data so described, in a sentence

    @property
    def name(self) -> Remark:
        """The word as a remark, to stand in another one."""
        return of_record("likeness", self.key, "label", self.label)

    @property
    def of_data(self) -> Remark:
        """The data so described, as a remark."""
        return of_record("likeness", self.key, "data", self.data)

    def reached(self, similarity: float) -> bool:
        """Whether a similarity lies at or above this word's line; a difference in the seventh digit is none."""
        return round(similarity, 6) >= self.from_


LIKENESS: dict[str, Likeness] = {
    likeness.key: likeness
    for likeness in (
        Likeness("nothing", 0.0, "nothing alike", "data that have nothing in common with the old ones"),
        Likeness("distant", ALIEN_BELOW, "distant", "data distant from the old ones"),
        Likeness("related", RELATED_FROM, "related", "data related to the old ones"),
        Likeness("similar", SIMILAR_FROM, "similar", "data similar to the old ones"),
        Likeness("same", SAME_FROM, "the same kind", "data of the same kind as the old ones"),
    )
}


def likeness_of(similarity: float) -> Likeness:
    """Return the word for a similarity from 0 to 1."""
    return next(word for word in reversed(LIKENESS.values()) if word.reached(similarity))
