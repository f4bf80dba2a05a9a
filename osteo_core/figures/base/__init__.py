"""What charts share: colours, how numbers are written, marks of models, thinning."""
