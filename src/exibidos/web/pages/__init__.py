"""Which pages are there? Each module is one: a frozen context, and the handlers that fetch it through doors and render its template."""
