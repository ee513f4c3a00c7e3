"""Run the command line from a bare checkout: ``python -m daemon``."""

from daemon.cli import main

if __name__ == "__main__":
    main()
