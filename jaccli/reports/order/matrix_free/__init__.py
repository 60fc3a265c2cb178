"""The cheapest plan where no Jacobian is given, only vectors through each layer."""
