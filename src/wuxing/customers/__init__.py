"""Whom we serve: people and companies with their contact points."""
