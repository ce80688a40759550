"""Who may call: organizations, web applications, tokens, origins, CORS (contract 2)."""
