"""Pages that show every component, for tests and for the eye; never part of the product's addresses."""
