"""Reports of a site or of many as a visitor wants them."""
