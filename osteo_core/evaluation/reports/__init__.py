"""What is asked of several models on the same people, put together from the other rooms; and why an answer is lacking."""
