"""Serve the chat page: the same as `lcassist serve`."""

import sys

from lcassist.surfaces.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
