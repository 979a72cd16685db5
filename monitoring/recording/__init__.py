"""Typing a visit in: the layout that paper and screen share, drafts, and the paper form itself."""
