"""The product put together: settings, addresses, the reactions table, loops, servers."""
