"""Will it learn? Networks trained from a signal run's own draws, several at once, at one rate or a ladder of rates."""

from explorer.simulation.training.ladder import LEARNED, Ladder, LadderRun, LadderSpec, run_ladder
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.run import Training, TrainingRun, run_training
from explorer.simulation.training.spec import TrainingSpec
from explorer.simulation.training.tasks import TASKS

__all__ = [
    "LEARNED",
    "OPTIMIZERS",
    "TASKS",
    "Ladder",
    "LadderRun",
    "LadderSpec",
    "Training",
    "TrainingRun",
    "TrainingSpec",
    "run_ladder",
    "run_training",
]
