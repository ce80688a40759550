"""What staff do with registrations, waitlists and purchases: pages around the registrar's commands."""
