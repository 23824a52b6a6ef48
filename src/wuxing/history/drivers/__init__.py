"""Where the time of cases lies, by what they are about."""
