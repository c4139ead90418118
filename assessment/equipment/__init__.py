"""Quick checks of equipment: a short form, the result at once, kept in the document, and made an option where it saves."""
