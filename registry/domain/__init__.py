"""The ground floor: what things are and what may be done. Plain Python, standard library only."""
