"""The history that ships with Wuxing: three months of an invented appliance maker (docs/sample.md)."""

from pathlib import Path

SAMPLE_LOG = Path(__file__).parent / "sample_log.csv"
SAMPLE_MAPPING = Path(__file__).parent / "sample.yaml"
