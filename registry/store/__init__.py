"""The first floor: rows, and the questions put to them. It never commits."""
