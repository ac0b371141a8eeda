"""From HTML to PDF, and back from a PDF to the answers in it."""
