"""Pure figures of the process room."""
