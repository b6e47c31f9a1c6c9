"""Policy documents: their text, their tasks, who has which part, and the coding of both."""
