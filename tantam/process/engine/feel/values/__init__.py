"""The values of FEEL that Python has no fitting type for, and what can be done with them."""
