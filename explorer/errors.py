"""Which errors are sentences for the reader, and not bugs?"""


class ReaderError(ValueError):
    """A message meant for the person at the page: what was wrong, what is allowed, what came.

    Anything else that raises is a bug and must stay loud.
    """
