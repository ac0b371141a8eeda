"""Coming in through an identity provider, by OpenID Connect (decision 0018)."""
