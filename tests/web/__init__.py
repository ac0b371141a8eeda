"""The web application, as a browser without JavaScript sees it."""
