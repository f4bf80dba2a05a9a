"""Everything asked of several models on the same people, put together from the other rooms; what each answer looks like, and why one is lacking."""
