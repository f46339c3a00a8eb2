"""``python -m willing``: the command line."""

from willing.cli import main

if __name__ == "__main__":
    main()
