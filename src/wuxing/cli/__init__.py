"""The command line: `wuxing` and its commands."""
