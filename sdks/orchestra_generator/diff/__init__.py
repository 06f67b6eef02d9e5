"""What has changed between two specifications, and what it does to those who use them."""
