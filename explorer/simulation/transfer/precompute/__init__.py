"""Where do the shipped files come from? One script each, run again after a change to worlds or strategies."""
