"""Published questions, by the ids under which they were collected."""
