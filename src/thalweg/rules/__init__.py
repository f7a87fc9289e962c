"""FIT and MAY: the rules that turn a snapshot into an admission."""
