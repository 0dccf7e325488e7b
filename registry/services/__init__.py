"""The second floor: one function per thing a person can do. Permit, fetch, decide, keep, tell, commit once."""
