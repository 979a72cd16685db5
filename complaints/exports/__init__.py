"""Cases as files: tables, nested records, event logs. Coded facts only; names leave through a door of their own."""
