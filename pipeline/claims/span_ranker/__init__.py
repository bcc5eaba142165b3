"""The learned half of claims: items and subjects chosen among candidate spans."""
