"""What to do with a pretrained model? Reads summaries, plans fine-tuning, writes the code."""
