"""Pure values of the organisation."""
