"""Results become charts: one tidy table and one expression each."""
