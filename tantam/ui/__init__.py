"""Layout, components and the showing of values: what every page is made of."""
