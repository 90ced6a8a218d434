"""What happened: schema, durable log, decisions, attribution, projector."""
