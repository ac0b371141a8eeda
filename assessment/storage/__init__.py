"""What is kept: plain SQL tables below, values of the core above, nothing of the web."""
