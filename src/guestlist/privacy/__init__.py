"""Personal data: what is known of somebody, its export, its end."""
