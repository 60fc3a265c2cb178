# Distances and frames on the globe
from math import *

import numpy as np

A = 6378137.0
F = 1 / 298.257223563
B = A * (1 - F)
E2 = F * (2 - F)


# at: 48.1, 11.6, 52.5, 13.4
def haversine(lat1, lon1, lat2, lon2):
    R = 6371.0
    phi1, phi2 = radians(lat1), radians(lat2)
    dphi = radians(lat2 - lat1)
    dlam = radians(lon2 - lon1)
    a = sin(dphi / 2) ** 2 + cos(phi1) * cos(phi2) * sin(dlam / 2) ** 2
    c = 2 * atan2(sqrt(a), sqrt(1 - a))
    return R * c


# at: 48.1, 11.6, 52.5, 13.4
def vincenty(lat1, lon1, lat2, lon2):
    U1 = atan((1 - F) * tan(radians(lat1)))
    U2 = atan((1 - F) * tan(radians(lat2)))
    L = radians(lon2 - lon1)
    lam = L
    for _ in range(100):
        sl, cl = sin(lam), cos(lam)
        ss = sqrt((cos(U2) * sl) ** 2 + (cos(U1) * sin(U2) - sin(U1) * cos(U2) * cl) ** 2)
        cs = sin(U1) * sin(U2) + cos(U1) * cos(U2) * cl
        sigma = atan2(ss, cs)
        sa = cos(U1) * cos(U2) * sl / ss
        c2a = 1 - sa ** 2
        c2m = cs - 2 * sin(U1) * sin(U2) / c2a
        C = F / 16 * c2a * (4 + F * (4 - 3 * c2a))
        before = lam
        lam = L + (1 - C) * F * sa * (sigma + C * ss * (c2m + C * cs * (-1 + 2 * c2m ** 2)))
        if abs(lam - before) < 1e-13:
            break
    u2 = c2a * (A ** 2 - B ** 2) / B ** 2
    k = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    m = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    ds = m * ss * (c2m + m / 4 * cs * (-1 + 2 * c2m ** 2))
    return B * k * (sigma - ds)


# at: 0.8, 0.2, 120.0
def geodetic_to_ecef(lat, lon, h):
    N = A / sqrt(1 - E2 * sin(lat) ** 2)
    x = (N + h) * cos(lat) * cos(lon)
    y = (N + h) * cos(lat) * sin(lon)
    z = (N * (1 - E2) + h) * sin(lat)
    return np.array([x, y, z])


# at: [4177000.0, 855000.0, 4728000.0]
def ecef_to_geodetic(xyz):
    x, y, z = xyz
    p = np.hypot(x, y)
    lat = np.arctan2(z, p * (1 - E2))
    for _ in range(6):
        N = A / np.sqrt(1 - E2 * np.sin(lat) ** 2)
        h = p / np.cos(lat) - N
        lat = np.arctan2(z, p * (1 - E2 * N / (N + h)))
    return np.degrees(lat), np.degrees(np.arctan2(y, x)), h


# at: [4177000.0, 855000.0, 4728000.0], 0.8, 0.2
def ecef_to_enu(xyz, lat0, lon0):
    ref = geodetic_to_ecef(lat0, lon0, 0.0)
    sl, cl, so, co = np.sin(lat0), np.cos(lat0), np.sin(lon0), np.cos(lon0)
    R = np.array([[-so, co, 0], [-sl * co, -sl * so, cl], [cl * co, cl * so, sl]])
    return R @ (xyz - ref)


# at: 48.1, 11.6
def mercator(lat, lon):
    x = A * np.deg2rad(lon)
    y = A * np.log(np.tan(np.pi / 4 + np.deg2rad(lat) / 2))
    return x, y


# at: [48.1, 11.6], [52.5, 13.4]
def initial_bearing(a, b):
    """In degrees, 0 to 360."""
    lat1, lon1 = map(radians, a)
    lat2, lon2 = map(radians, b)
    y = sin(lon2 - lon1) * cos(lat2)
    x = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon2 - lon1)
    return (degrees(atan2(y, x)) + 360) % 360


# at: [[0.1, 0.2], [1.3, 0.1], [1.5, 1.4], [0.2, 1.1]]
def shoelace(poly):
    total = 0.0
    n = len(poly)
    for i in range(n):
        j = (i + 1) % n
        total += poly[i][0] * poly[j][1] - poly[j][0] * poly[i][1]
    return abs(total) / 2


# at: 0.3, 1.2, 2459000.5
def solar_declination(tilt, ecc, jd):
    n = jd - 2451545.0
    g = fmod(357.528 + 0.9856003 * n, 360.0)
    L = 280.46 + 0.9856474 * n
    lam = L + 1.915 * ecc * sin(radians(g)) + 0.02 * sin(2 * radians(g))
    return asin(sin(tilt) * sin(radians(lam)))


# at: [48.0, 11.0, 49.0, 12.5, 50.5, 12.0]
def track_length(coords):
    pts = np.deg2rad(coords).reshape(-1, 2)
    d = np.diff(pts, axis=0)
    a = np.sin(d[:, 0] / 2) ** 2 + np.cos(pts[:-1, 0]) * np.cos(pts[1:, 0]) * np.sin(d[:, 1] / 2) ** 2
    return 6371 * 2 * np.arcsin(np.sqrt(a)).sum()
