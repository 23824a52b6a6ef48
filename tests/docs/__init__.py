"""The documents are true: every key is named, every example is read, run or computed again."""
