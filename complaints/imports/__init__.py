"""Spreadsheets of cases as organisations keep them: read, understood, checked, written whole or not at all, undone."""
