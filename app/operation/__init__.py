"""Running the server: its settings, log, measures, readiness and orderly end."""
