"""The township registry: what may be asked of a township or a village, and what the law answers."""
