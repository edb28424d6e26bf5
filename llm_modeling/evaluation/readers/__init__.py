"""readers: one module for each benchmark format; each has a FORMAT, and formats lists them."""
