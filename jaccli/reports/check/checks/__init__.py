"""What `check` verifies, one family a file: derivatives, sweeps, counts, expectations, baseline."""
