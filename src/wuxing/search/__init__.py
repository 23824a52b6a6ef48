"""Search: our own tokens in an index beside the records, the language of its questions, and what is found."""
