"""The service standard as pure functions: values in, values out. No files, no network, no clock of its own."""
