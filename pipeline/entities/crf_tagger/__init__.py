"""The learned half of entities: a conditional random field over tokens."""
