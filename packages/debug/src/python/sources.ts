/** The modules of `hpy.debug` that are written in Python. */

const packageSource = `"""HPy's debug mode: finds handles that extensions do not close, and other misuse of HPy's API."""

from hpy.debug.leakdetector import HPyDebugError, HPyLeakError, LeakDetector

__all__ = [
    "HPyDebugError",
    "HPyLeakError",
    "LeakDetector",
    "disable_handle_stack_traces",
    "set_handle_stack_trace_limit",
]


def set_handle_stack_trace_limit(limit):
    """Keeps so many frames of where each handle is opened; 0 and None for none, which is the default."""
    from hpy.debug import _debug

    _debug.set_handle_stack_trace_limit(limit)


def disable_handle_stack_traces():
    """Keeps no frames."""
    set_handle_stack_trace_limit(None)
`;

const leakDetectorSource = `"""Finds handles that extensions open and do not close."""

from hpy.debug import _debug


class HPyDebugError(Exception):
    """An extension misuses HPy's API."""


class HPyLeakError(HPyDebugError):
    """Handles are still open; \`leaks\` has them, the oldest first."""

    def __init__(self, leaks):
        super().__init__()
        self.leaks = leaks

    def __str__(self):
        count = len(self.leaks)
        title = f"{count} unclosed handle{'' if count == 1 else 's'}:"
        return "\\n".join([title, *(f"    {leak!r}" for leak in self.leaks)])


class LeakDetector:
    """Watches handles between start() and stop(), or for the length of a with statement.

    Only extensions that are loaded in debug mode are watched. A detector is used once.
    """

    def __init__(self):
        self.generation = None

    def start(self):
        """Watches the handles that are opened from now on."""
        if self.generation is not None:
            raise ValueError("LeakDetector already started")
        self.generation = _debug.new_generation()

    def stop(self):
        """Raises HPyLeakError if some of them are open."""
        if self.generation is None:
            raise ValueError("LeakDetector not started yet")
        leaks = _debug.get_open_handles(self.generation)
        if leaks:
            raise HPyLeakError(leaks)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, etype, evalue, tb):
        self.stop()
`;

const pytestSource = `"""A fixture for pytest. Import it into a conftest.py: from hpy.debug.pytest import hpy_debug"""

import pytest

from hpy.debug.leakdetector import LeakDetector


@pytest.fixture
def hpy_debug(request):
    """Fails a test that leaves handles open."""
    with LeakDetector() as detector:
        yield detector
`;

/** The sources, by the modules' full names. */
export const sources: Readonly<Record<string, string>> = {
  "hpy.debug": packageSource,
  "hpy.debug.leakdetector": leakDetectorSource,
  "hpy.debug.pytest": pytestSource,
};
