"""Which errors are sentences for the reader, and not bugs?"""

from explorer.remark import Remark


class ReaderError(ValueError):
    """A message meant for the person at the page: what was wrong, what is allowed, what came.

    Anything else that raises is a bug and must stay loud. `remark` is the message as data, `str` its English.
    """

    def __init__(self, remark: Remark | str):
        super().__init__(remark)
        self.remark = remark
