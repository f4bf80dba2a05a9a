"""What several commands read before they answer: a record, a table of people, the calibration layers in force."""
