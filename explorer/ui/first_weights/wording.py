"""Where does the page "First weights" find its words?"""

from explorer.ui.language import speaker

say = speaker("weight_initialization")
