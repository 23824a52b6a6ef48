"""Who does a stage: the choice between teams that are able to."""
