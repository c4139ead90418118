"""People, their passwords, their sessions on each device, and invitations to one site."""
