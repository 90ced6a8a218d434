"""What another policy would have earned on a log: estimators, intervals, and when not to answer."""
