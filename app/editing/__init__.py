"""Changes to an assessment document as pure functions, and the desk on which a session makes them."""
