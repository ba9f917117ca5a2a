"""What to do with a pretrained model? Reads summaries, plans fine-tuning, writes the code."""

from explorer.planner.model import Layer, Model, Stage, SummaryError
from explorer.planner.reading import FORMATS, read_summary

__all__ = ["FORMATS", "Layer", "Model", "Stage", "SummaryError", "read_summary"]
