"""The third door: spreadsheets and documents, in and out."""
