"""Places of detention as monitors know them: the list, the map, and the page of one place."""
