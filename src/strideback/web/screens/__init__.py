"""One module a screen: what it shows, and what it adds to the diary."""
