"""The roof: settings, addresses and the WSGI application."""
