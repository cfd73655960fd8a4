"""Read the corpus and build the index: the same as `lcassist ingest`."""

import sys

from lcassist.surfaces.cli import main

if __name__ == "__main__":
    sys.exit(main(["ingest", *sys.argv[1:]]))
