"""Makes the shared fixtures known to pytest, and tells hypothesis how machines are."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.fixtures", "tests.postgres", "tests.sdk.project"]

# How long it takes to make data says something of the machine only, which may be busy with other tests.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
