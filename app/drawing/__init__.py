"""Chart descriptions drawn for the browser."""
