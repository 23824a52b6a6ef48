"""What staff are told: bell, mail, digest, quiet hours."""
