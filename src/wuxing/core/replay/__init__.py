"""Replay: any standard over past events, and what comes out differently."""
