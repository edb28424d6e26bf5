"""Expressions with variables to rows and columns of a mixed-integer linear program, exactly."""
