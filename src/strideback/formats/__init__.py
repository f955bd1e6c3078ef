"""Outside forms: one module each, text or bytes to core values and back. No network."""
