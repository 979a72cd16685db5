"""Sealing: keys of people and of cases, envelopes, receipts. The server writes what it cannot read."""
