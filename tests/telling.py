"""What a test found, for whoever runs the suite: told at its end, whichever process the test ran in."""

from collections.abc import Callable

TOLD = "told at the end"
Tell = Callable[[str], None]
