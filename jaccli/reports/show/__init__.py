"""The layers and their Jacobians."""
