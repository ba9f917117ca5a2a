"""One BLAS thread a process, as on the server: two would fight over the cores, and tests run side by side."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded
