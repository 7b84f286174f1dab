"""Room for the files of many cards at once: the system's limit for this process is raised as far as it may be.

A rack of many slots needs more than the 1024 that many systems begin with.
"""

from __future__ import annotations


def allow_files(count: int) -> None:
    """Let this process open so many files, as far as the system's hard limit goes."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
