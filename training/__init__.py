"""Makes the reader's weights: see README.md."""

import os

# A thread that spins while it waits makes every step twice as long where anything else runs; read when torch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
