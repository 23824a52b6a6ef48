"""The service standard: its document, its checks, its decision table."""
