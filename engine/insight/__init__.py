"""One question a file: KPIs, journeys, coverage, gaps, lift."""
