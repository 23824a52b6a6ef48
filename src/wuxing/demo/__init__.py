"""A company to try Wuxing with, made through the verbs."""
