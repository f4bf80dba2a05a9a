"""What commands print as text. JSON documents are made where both the command line and the service find them."""
