"""The company's own standards: published texts, byte for byte, and which of them is in force."""
