"""What the columns of an unknown table may be: from their names, the codes and units in them, and their values, each with its reason."""
