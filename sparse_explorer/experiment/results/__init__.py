"""What came of it, as plain numbers: reports, tables, figures; without torch."""
