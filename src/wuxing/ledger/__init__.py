"""The truth about every case: streams of events in a hash chain, what clocks set off, and the work that follows."""
