"""What each report page shows, put together from results: no request, no markup."""
