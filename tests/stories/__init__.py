"""Each role's day (field.md 8), told once through services and once through each door that the role uses."""
