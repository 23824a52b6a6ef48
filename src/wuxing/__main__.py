"""`python -m wuxing` is the `wuxing` command."""

import sys

from wuxing.cli.main import main

sys.exit(main())
