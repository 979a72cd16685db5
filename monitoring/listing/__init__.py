"""The list of visits: filters, search, order, counts, and the same as a file."""
