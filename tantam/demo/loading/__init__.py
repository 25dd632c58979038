"""From the content's plain data to rows."""
