"""Tables: grids become claims, by the roles of their header cells and stub columns."""
