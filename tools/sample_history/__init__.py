"""The parts of tools/make_sample.py: cases and chance, days, stories, the cases written by hand."""
