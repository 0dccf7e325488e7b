"""The third door: files as they circulate."""
