"""Will it learn? Networks trained from a signal run's own draws, several at once, at one rate or a ladder of rates.

- `tasks`: What is there to learn?
- `optimizers`: How does a correction become a step?
- `losses`: How wrong are the answers?
- `bends`: How is an activation applied to a whole stack of networks?
- `resets`: How is the volume reset in a whole stack of networks?
- `stack`: What do many networks compute at once?
- `start`: Where does a training start?
- `networks`: How does a stack of networks take its steps, and its tests?
- `spec`: Which training?
- `record`: What can be seen of networks while they learn?
- `run`: Does this start learn?
- `ladder`: At which learning rate does a start learn, if at any?
"""

from explorer.simulation.training.ladder import LEARNED, Ladder, LadderRun, LadderSpec, run_ladder
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.run import Training, TrainingRun, run_training
from explorer.simulation.training.spec import RATE_RANGE, TrainingSpec
from explorer.simulation.training.tasks import TASKS

__all__ = [
    "LEARNED",
    "OPTIMIZERS",
    "RATE_RANGE",
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
