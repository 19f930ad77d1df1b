"""cupy.cuda.runtime."""

FREE = 16 * 2**30  # bytes that the look-alike's device says are free


def memGetInfo():
    return FREE, 2 * FREE


def getDeviceCount():
    return 1


def getDeviceProperties(device):
    return {"name": b"look-alike on the CPU"}
