"""Does a fine-tuning strategy hold for a case like this? Transfer learning in miniature, in seconds."""
