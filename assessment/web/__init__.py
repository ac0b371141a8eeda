"""Everything that speaks HTTP: views, forms, access, transactions and security headers."""
