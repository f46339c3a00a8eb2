"""The pages, a view a module: each makes a ``Page`` of what the desk knows."""
