"""Service standards and holiday data sets, each in a folder of its own."""
