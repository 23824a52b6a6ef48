"""Who works here: sign-in, roles, teams, outlets, audience keys, audit rows."""
