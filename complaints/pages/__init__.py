"""What the pages of cases show, put together from events and projections: no request, no markup."""
