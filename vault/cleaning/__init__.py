"""Files that strangers send: what is accepted, how a clean picture of it is made, how an original is handed out."""
