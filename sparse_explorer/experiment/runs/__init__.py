"""Carrying it out: tasks, executors, clusters, folders, bundles."""
