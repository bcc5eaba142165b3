"""Context: what is in force at a number: section, place, period and status."""
