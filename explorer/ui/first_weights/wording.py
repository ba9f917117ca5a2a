"""Where does the page "First weights" find its words?"""

from functools import partial

from explorer.text import words

PAGE = "weight_initialization"
say = partial(words, PAGE)
