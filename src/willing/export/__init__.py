"""The ledger in the forms that people and programs read: a format a module."""
