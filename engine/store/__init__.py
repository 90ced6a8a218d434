"""The only room that knows Redis and SQL: connections, embedded server, keys, repositories."""
