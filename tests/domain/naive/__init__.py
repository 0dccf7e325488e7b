"""A second, naive telling of the law, written from its text alone, to check the registry by disagreement."""
