"""Which tasks are crossed with every model, and how is a run counted? Right, refused with a message, or wrong."""

import collections
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from explorer.errors import ReaderError
from explorer.planner import Plan, Task

TASKS = (
    Task(classes=2),
    Task(classes=None, optimizer="sgd"),
    Task(classes=4, several_labels=True, optimizer="adam"),
    Task(classes=5, input_channels_changed=True, optimizer="sgd"),
    Task(classes=3, optimizer="sgd", examples=20_000, similarity=0.3),
    Task(classes=None, input_channels_changed=True),
    Task(classes=7, several_labels=True, input_channels_changed=True),
    Task(classes=10, shift="input", optimizer="adam"),  # as many answers as the small models give: the head may stay
)
NEW_CHANNELS = {None: 3, False: 3, True: 2}


class Wrong(AssertionError):
    """The exported code ran and did something else than the plan."""


class Refused(ReaderError):
    """The plan says itself what its code leaves undone."""


def check(holds: bool, sentence: str) -> None:
    """Raise Wrong with this sentence unless the condition holds."""
    if not holds:
        raise Wrong(sentence)


@dataclass(frozen=True)
class Case:
    """One run: a model, how it was printed, for whom it is exported, strategy and task."""

    model: str
    printer: str
    export: str
    strategy: str
    task: Task

    def __str__(self) -> str:
        task = self.task
        kind = "number" if task.classes is None else f"{task.classes} {'labels' if task.several_labels else 'classes'}"
        more = ", other channels" * task.input_channels_changed
        return f"{self.export}: {self.model} by {self.printer}, {self.strategy}, {kind}{more}, {task.optimizer}"


@dataclass
class Tally:
    """Counts by export, and what was refused or wrong."""

    counts: collections.Counter = field(default_factory=collections.Counter)  # (export, outcome)
    refused: dict[str, list[str]] = field(default_factory=dict)  # message -> cases
    wrong: list[tuple[str, str]] = field(default_factory=list)  # case, what happened

    def run(self, case: Case, work: Callable[[], None]) -> None:
        """Run one case and count it; a refusal is a message of ours, anything else that raises is wrong."""
        try:
            work()
        except Wrong as error:
            self._wrong(case, str(error))
        except ReaderError as error:
            self._refused(case, str(error))
        except Exception as error:
            if is_ours(error):
                self._refused(case, str(error))
            else:
                self._wrong(case, "".join(traceback.format_exception(error)[-4:]))
        else:
            self.counts[case.export, "right"] += 1

    def _refused(self, case: Case, message: str) -> None:
        self.counts[case.export, "refused"] += 1
        self.refused.setdefault(re.sub(r"\d+|'[^']*'|\[.*?\]", "…", message), []).append(f"{case}: {message}")
        print(f"refused {case}: {message}", file=sys.stderr, flush=True)

    def _wrong(self, case: Case, message: str) -> None:
        self.counts[case.export, "wrong"] += 1
        self.wrong.append((str(case), message))
        print(f"WRONG {case}: {message}", file=sys.stderr, flush=True)

    def progress(self, model: str) -> None:
        """Show on the error stream how far the run is."""
        total = collections.Counter(outcome for export, outcome in self.counts.elements())
        print(f"{model}: {dict(total)}", file=sys.stderr, flush=True)

    def lines(self) -> Iterator[str]:
        """Give the table, then each kind of refusal with one example, then all that was wrong."""
        yield f"{'export':<14}{'right':>8}{'refused':>9}{'wrong':>8}"
        for export in dict.fromkeys(export for export, _ in self.counts):
            row = [self.counts[export, outcome] for outcome in ("right", "refused", "wrong")]
            yield f"{export:<14}{row[0]:>8}{row[1]:>9}{row[2]:>8}"
        for cases in self.refused.values():
            yield f"\nrefused {len(cases)} times, for example {cases[0]}"
        for case, message in self.wrong:
            yield f"\nWRONG {case}\n    " + message.strip().replace("\n", "\n    ")


def refuse_hidden_first(plan: Plan) -> None:
    """Count it as refused where the input has other channels, no first layer is made, and the plan says so."""
    replaced = any(warning.key == "first_layer_replaced" for warning in plan.warnings)
    if plan.task.input_channels_changed and not replaced:
        said = [str(w.sentence) for w in plan.warnings if w.key == "first_layer_hidden"]
        check(bool(said), "the first layer stays for the old channels, and the plan does not say so")
        raise Refused(said[0])


def is_ours(error: Exception) -> bool:
    """Whether an error was raised by a sentence of the exported code itself, not deep inside a framework."""
    frames = traceback.extract_tb(error.__traceback__)
    sentence = re.fullmatch(r"[A-Z].*[.?!]", str(error), re.DOTALL)  # Python's own messages are none
    kinds = (ValueError, TypeError, RuntimeError, NotImplementedError)
    return bool(frames) and frames[-1].filename.startswith("exported") and bool(sentence) and isinstance(error, kinds)


class Clock:
    """How long a run took, for the table."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def minutes(self) -> str:
        """Give the minutes so far, to one digit."""
        return f"{(time.monotonic() - self.began) / 60:.1f} min"
