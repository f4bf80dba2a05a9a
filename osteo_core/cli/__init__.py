"""The command line, one file a command: arguments and printing. What a command computes is elsewhere."""
