r"""The command line of the offline folder: SachHon.bat calls it, and `python\python.exe sachhon.py assess …` works too."""

import sys

sys.argv[0] = "sachhon"

from app.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
