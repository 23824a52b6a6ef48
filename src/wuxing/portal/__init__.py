"""What customers see: the request form and the status page behind a signed link."""
