"""Does code exported for PyTorch and the libraries above it do to a live model what the plan says?"""

import contextlib
import copy
import io
import itertools
import warnings
import zlib

import torch

from explorer.planner import Task, export_plan, make_plan, read_plan, read_summary
from tests.live.cases import NEW_CHANNELS, TASKS, Case, Tally, Wrong, check, refuse_hidden_first
from tests.live.covering import Choice, Row, by_model, suited
from tests.live.torch_printers import PRINTERS, Printed, print_model
from tests.live.torch_trainers import Job, call, train
from tests.live.torch_watch import Watch, aliases, check_training, expected_rates, put_values
from tests.live.torch_zoo import Entry, zoo
from tests.live.truth import Truth, check_rates, truth_of
from tests.planner.export.live import run_code

LIBRARIES = ("pytorch", "lightning", "fastai", "timm")
HUGGING_FACE = ("huggingface", "pytorch", "huggingface", "lightning", "huggingface", "fastai")


def run(tally: Tally, choice: Choice) -> None:
    """Run the covering set of each family of models, or what was asked for of all cases."""
    for family, entries in itertools.groupby(zoo(), lambda entry: entry.family):
        if "/" in choice.only and not choice.only.startswith(f"{family}/"):
            continue
        named = {entry.key: entry for entry in entries}
        printers = {key: tuple(name for name in PRINTERS if prints(name, entry)) for key, entry in named.items()}
        rows = choice.rows(printers, HUGGING_FACE if family == "transformers" else LIBRARIES)
        for model, own in itertools.groupby(rows, by_model):
            cases = [case_of(row, named[model]) for row in own]
            wanted = [case for case in cases if choice.wants(f"{family}/{model}", case)]
            if wanted:
                run_model(tally, named[model], wanted)
                tally.progress(model)


def case_of(row: Row, entry: Entry) -> Case:
    """Give the case that a row means for this model."""
    return Case(entry.key, row.printer, row.export, row.strategy, fitting(TASKS[row.task], entry))


def fitting(task: Task, entry: Entry) -> Task:
    """Give the task with what this model's data are."""
    return suited(task, entry.domain, entry.sees_channels and entry.domain == "image")


def run_model(tally: Tally, entry: Entry, cases: list[Case]) -> None:
    """Run the cases of one model; the chance in each is its own, so that it comes out alike when run alone."""
    model = built(entry)
    texts: dict[str, Printed] = {}
    for case in cases:
        if case.printer not in texts:
            texts[case.printer] = printed_quietly(case.printer, model, entry)
        torch.manual_seed(zlib.crc32(str(case).encode()))
        live, printed = copy.deepcopy(model), texts[case.printer]
        tally.run(case, lambda case=case, printed=printed, live=live: run_case(case, entry, printed, live))


def built(entry: Entry):
    """Build a model without any noise on the screen, always with the same weights."""
    torch.manual_seed(0)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return entry.build()


def prints(printer: str, entry: Entry) -> bool:
    """Whether a printer can print a model at all; torchsummary alone is asked, for the others can or must fail."""
    return printer != "torchsummary" or printed_quietly(printer, built(entry), entry) is not None


def printed_quietly(printer: str, model, entry: Entry) -> Printed | None:
    """Print a model without any noise on the screen; None where that printer itself cannot."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return print_model(printer, model, entry.inputs(3))


def run_case(case: Case, entry: Entry, printed: Printed, live) -> None:
    """Read, plan, export, train the whole plan or phase by phase, check; then a second plan for the same model."""
    plan = make_plan(read_summary(printed.text), case.task, strategy=case.strategy)
    check(read_plan(export_plan(plan, "json")) == plan, "the plan does not come back from its JSON")
    code, heads = with_head(export_plan(plan, case.export), case, live)
    truth = truth_of(plan, printed.name_of, heads=heads)
    channels = NEW_CHANNELS[case.task.input_channels_changed]
    if case.task.input_channels_changed and "\nINPUT_CHANNELS = None" in code:
        code = code.replace("\nINPUT_CHANNELS = None", f"\nINPUT_CHANNELS = {channels}")
    else:
        channels = 3
        refuse_hidden_first(plan)
    defined = run_code(code, f"exported_{case.export}")
    train_and_check(case, entry, defined, live, truth, None, channels)
    if len(plan.schedule) > 1:
        heads = None
        for phase in range(len(plan.schedule)):
            train_and_check(case, entry, defined, live, truth, phase, channels)
            now = [id(module) for module in live.modules()]
            check(heads is None or heads == now, "a later phase put another layer in place")
            heads = now
    second_plan(case, entry, truth, live, printed, channels)


def with_head(code: str, case: Case, live) -> tuple[str, tuple[str, ...]]:
    """Where a program asks for the last layer's name, see that it stops without, and write it in as it says.

    The names are those that print(model) shows; () where the program asks for none, or the model has none.
    """
    if "\nHEAD = None" not in code:
        return code, ()
    plan = make_plan(read_summary(str(live)), case.task)
    heads = tuple(planned.layer.path for planned in plan.layers if planned.layer.role == "head")
    if not heads:
        return code, ()
    try:
        run_code(code, f"exported_{case.export}")["find_layers"]({})
    except ValueError as error:
        check("HEAD" in str(error), f"a program without a head stops with other words: {error}")
    else:
        raise Wrong("a program without a head does not ask for it")
    return code.replace("\nHEAD = None", f"\nHEAD = {written(heads)!r}"), heads


def written(heads: tuple[str, ...]) -> str | tuple[str, ...]:
    """Give names as HEAD takes them: a lone one without brackets."""
    return heads[0] if len(heads) == 1 else heads


def second_plan(case: Case, entry: Entry, first: Truth, live, printed, channels: int) -> None:
    """Plan the same model for more answers; only where the second plan is written from the same summary."""
    if case.task.classes is None or case.task.input_channels_changed:
        return
    task = fitting(Task(classes=case.task.classes + 4, several_labels=case.task.several_labels, optimizer="sgd"), entry)
    again = make_plan(read_summary(printed.text), task, strategy=case.strategy)
    truth = truth_of(again, printed.name_of, heads=first.heads)
    if not truth.has_new_head():
        return
    code = export_plan(again, case.export)
    code = code if not first.heads else code.replace("\nHEAD = None", f"\nHEAD = {written(first.heads)!r}")
    defined = run_code(code, f"exported_{case.export}")
    again_case = Case(case.model, case.printer, case.export, case.strategy, task)
    train_and_check(again_case, entry, defined, live, truth, None, channels)


def train_and_check(
    case: Case, entry: Entry, defined: dict, live, truth: Truth, phase: int | None, channels: int
) -> None:
    """Train two steps with the export's own library and hold everything against the plan."""
    watch = Watch(live).begin()
    try:
        found = train(case.export, Job(entry, case.task, defined, live, phase, channels))
    finally:
        watch.end()
    by_name = {name: found.pop(id(parameter), 0.0) for name, _, parameter in aliases(live)}
    check(not found, "the optimizer holds weights that are not the model's")
    where = "" if phase is None else f" in phase {phase + 1}"
    check_rates(by_name, expected_rates(live, truth, phase))
    check_training(watch, truth, phase, by_name)
    check_head(case, entry, live, truth, channels, where)
    put_values(live, watch.before)  # the next training starts there too: tiny models may run away after a few steps


def check_head(case: Case, entry: Entry, live, truth: Truth, channels: int, where: str) -> None:
    """The model gives as many numbers as the task asks for."""
    if not truth.has_new_head():
        return
    live.eval()
    with torch.no_grad():
        outputs = call(entry, live, entry.inputs(channels)).shape[-1]
    check(
        outputs == case.task.outputs, f"the model gives {outputs} numbers, the task asks for {case.task.outputs}{where}"
    )
