"""A slow, literal reading of the working-time and clock rules, for the tests to hold the product against."""
