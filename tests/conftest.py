"""Makes the shared fixtures known to pytest."""

pytest_plugins = ["tests.fixtures", "tests.postgres", "tests.sdk.project"]
