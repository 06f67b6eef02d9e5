"""docs/downloads/postman/: the API as a Postman collection, and environments to run it against."""
