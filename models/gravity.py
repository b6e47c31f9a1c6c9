"""Where the centre of gravity of a resource lies, how it moves, and whether two move alike."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# IUGG mean radius (2 a + b) / 3 of WGS 84. A sphere is off by up to 0.5 % in distance.
EARTH_RADIUS_KM = 6371.0088

# A centre that moves less than a millimetre has not moved: rounding of the same masses alone
# carries it some 1e-9 km.
STILL_KM = 1e-6


def _points(values: ArrayLike) -> Array:
    """Longitudes and latitudes in degrees as unit vectors on the sphere."""
    degrees = np.asarray(values, dtype=np.float64)
    if degrees.ndim < 1 or degrees.shape[-1] != 2:
        raise ValueError(f"points must be (..., 2): longitude, latitude; got {degrees.shape}")
    if not np.all(np.isfinite(degrees) & (np.abs(degrees) <= (360.0, 90.0))):
        raise ValueError("points must be degrees, |longitude| <= 360 and |latitude| <= 90")
    lon, lat = np.moveaxis(np.radians(degrees), -1, 0)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def centre(points: ArrayLike, masses: ArrayLike) -> Array:
    """Centre of gravity of masses at points of the globe.

    Parameters
    ----------
    points : (regions, 2)
        Longitude and latitude of each region in degrees, such as its seat or its middle.
    masses : (..., regions)
        Amount of the resource, any unit; finite, not negative, not all zero.

    Returns
    -------
    (..., 2)
        Longitude in (-180, 180] and latitude in degrees.

    Raises
    ------
    ValueError
        If a point or a mass is bad, their numbers differ, all masses of a slice are zero, or
        they balance about the centre of the globe, so that no place is nearer to them.

    Notes
    -----
    The masses' mean as unit vectors in space, brought back to the surface. Averaging degrees,
    as is often done, counts a degree of longitude in the north for as much as one in the south.

    Examples
    --------
    >>> centre([[118.0, 32.0], [120.0, 32.0]], [1.0, 3.0]).round(4)
    array([119.5   ,  32.0029])
    """
    places, amounts = _points(points), np.asarray(masses, dtype=np.float64)
    if places.ndim != 2 or amounts.ndim < 1 or amounts.shape[-1] != len(places):
        raise ValueError(f"need one mass per point, got {amounts.shape} for {places.shape[:-1]}")
    if not np.all((amounts >= 0) & np.isfinite(amounts)):  # NaN fails the comparison
        raise ValueError("masses must be finite and not negative, none missing")
    totals = amounts.sum(axis=-1, keepdims=True)
    if not np.all(totals > 0):
        raise ValueError("there is no centre of gravity where all masses are zero")
    mean = amounts / totals @ places
    if np.any(np.linalg.norm(mean, axis=-1) < 1e-9):
        raise ValueError("the masses balance about the centre of the globe: no place is central")
    x, y, z = np.moveaxis(mean, -1, 0)
    radians = np.stack([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))], axis=-1)
    return np.asarray(np.degrees(radians))


def distance_km(start: ArrayLike, end: ArrayLike) -> Array:
    """Great-circle distance, such as between the centres of two resources (overlap distance).

    Parameters
    ----------
    start, end : (..., 2)
        Longitude and latitude in degrees; broadcast against each other.

    Returns
    -------
    (...)
        Kilometres on a sphere of the mean radius of the earth.

    Raises
    ------
    ValueError
        If a point is not in degrees, or missing.

    Notes
    -----
    ``2 R arctan2(|u - v|, |u + v|)`` for unit vectors u, v: as the haversine formula, but
    exact for opposite points too.

    Examples
    --------
    >>> float(distance_km([118.8, 32.0], [120.6, 31.3]).round(1))
    187.3
    """
    one, other = _points(start), _points(end)
    chord = np.linalg.norm(one - other, axis=-1)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arctan2(chord, np.linalg.norm(one + other, axis=-1)))


def movement_km(start: ArrayLike, end: ArrayLike) -> Array:
    """How far east and how far north a centre has moved.

    Parameters
    ----------
    start, end : (..., 2)
        Longitude and latitude in degrees; broadcast against each other. For a path of centres
        ``(years, 2)``: ``movement_km(path[:-1], path[1:])``.

    Returns
    -------
    (..., 2)
        Kilometres east and north. Its length is the great-circle distance.

    Raises
    ------
    ValueError
        If a point is not in degrees, or missing, or the two are opposite on the globe.

    Notes
    -----
    Direction of the great circle at its middle, so that going back is exactly the reverse.

    Examples
    --------
    >>> movement_km([118.0, 32.0], [118.0, 33.0]).round(2)
    array([  0. , 111.2])
    """
    one, other = _points(start), _points(end)
    middle = one + other
    length = np.linalg.norm(middle, axis=-1, keepdims=True)
    if np.any(length < 1e-9):
        raise ValueError("between opposite points of the globe there is no one direction")
    x, y, z = np.moveaxis(middle / length, -1, 0)
    lon, flat = np.arctan2(y, x), np.hypot(x, y)
    dx, dy, dz = np.moveaxis(other - one, -1, 0)  # at right angles to the middle: no loss below
    east = dy * np.cos(lon) - dx * np.sin(lon)
    north = dz * flat - z * (dx * np.cos(lon) + dy * np.sin(lon))
    plane = np.stack([east, north], axis=-1)
    chord = np.linalg.norm(other - one, axis=-1)
    stretch = np.where(chord > 0, distance_km(start, end) / np.where(chord > 0, chord, 1.0), 0.0)
    return np.asarray(plane * stretch[..., None])


def consistency(first: ArrayLike, second: ArrayLike) -> Array:
    """Whether the centres of two resources move the same way.

    Parameters
    ----------
    first, second : (..., 2)
        Movements in km east and north from `movement_km`; finite.

    Returns
    -------
    (...)
        Cosine of the angle between them: 1 the same way, 0 at right angles, -1 opposite. **NaN,
        that is undefined, where either does not move** (by less than a millimetre).

    Raises
    ------
    ValueError
        If a movement is missing, infinite or not a pair.

    Notes
    -----
    ``cos(theta) = dE . dP / (|dE| |dP|)``, change consistency of gravity centres; used on patents
    and industry by Zhang Li & Shan Xiaoguang, Science & Technology Progress and Policy 38(15),
    2021. It says nothing of how far the two move.

    Examples
    --------
    >>> consistency([[3.0, 0.0], [3.0, 4.0], [0.0, 0.0]], [[0.0, 2.0], [6.0, 8.0], [1.0, 0.0]])
    array([ 0.,  1., nan])
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    for moves in (one, other):
        if moves.ndim < 1 or moves.shape[-1] != 2 or not np.isfinite(moves).all():
            raise ValueError("movements must be (..., 2) finite km east and north")
    lengths = np.linalg.norm(one, axis=-1), np.linalg.norm(other, axis=-1)
    moved = (lengths[0] > STILL_KM) & (lengths[1] > STILL_KM)
    scale = np.where(moved, lengths[0] * lengths[1], np.nan)
    return np.asarray(np.clip((one * other).sum(axis=-1) / scale, -1.0, 1.0))
