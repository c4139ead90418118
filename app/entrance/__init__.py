"""The way in: whose a request is, signing in and out, and what holds strangers off."""
