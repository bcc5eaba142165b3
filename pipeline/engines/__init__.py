"""Engines: tasks in, parts on disk out. Every engine runs the same `process_shard`."""
