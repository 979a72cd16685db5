"""What limits the visits: notice, supervised talks, closed rooms, waiting, silence; measured, with intervals."""
