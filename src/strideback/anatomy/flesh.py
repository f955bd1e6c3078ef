"""How thick the body is around its bones: the measures of a grown, lean, nobody-in-particular body.

Places are in metres in the bone's own frame (x forward, y up, z to the right), for the right side;
the left is the mirror image.  `Oval.radii` are half the depth (x) and half the width (z) of a limb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Oval:
    """A section of a limb or of the trunk."""

    bone: str
    centre: Place
    radii: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Limb:
    """A smooth rod through its ovals, with round ends that stand out by `caps`.

    It melts into what was added before it over `blend`.  `sole`: it is cut flat at this height
    of the bones' frames.
    """

    ovals: tuple[Oval, ...]
    caps: tuple[float, float]
    blend: float
    sole: float | None = None


@dataclass(frozen=True, slots=True)
class Lump:
    """An ellipsoid with its half axes along those of the bone."""

    bone: str
    centre: Place
    radii: Place
    blend: float


@dataclass(frozen=True, slots=True)
class Cord:
    """A round rod from one bone to another."""

    ends: tuple[tuple[str, Place, float], ...]
    blend: float


@dataclass(frozen=True, slots=True)
class Flesh:
    """A muscle under the skin that gives the body its shape, as thick as `radius` in its middle."""

    path: str
    radius: float
    blend: float


MIDDLE: Final[tuple[Limb | Lump, ...]] = (
    Limb(
        (
            Oval("pelvis", (-0.060, -0.130, 0), (0.060, 0.100)),
            Oval("pelvis", (-0.068, -0.075, 0), (0.094, 0.158)),
            Oval("pelvis", (-0.070, -0.020, 0), (0.101, 0.160)),
            Oval("pelvis", (-0.065, 0.040, 0), (0.095, 0.151)),
            Oval("pelvis", (-0.064, 0.085, 0), (0.088, 0.138)),
            Oval("lumbar3", (0.019, 0.015, 0), (0.098, 0.129)),
            Oval("lumbar1", (0.030, 0.020, 0), (0.103, 0.135)),
            Oval("torso", (0.019, 0.180, 0), (0.118, 0.151)),
            Oval("torso", (0.013, 0.250, 0), (0.122, 0.156)),
            Oval("torso", (0.005, 0.320, 0), (0.111, 0.152)),
            Oval("torso", (-0.012, 0.370, 0), (0.085, 0.118)),
            Oval("torso", (-0.028, 0.410, 0), (0.064, 0.076)),
            Oval("neck", (-0.022, 0.450, 0), (0.051, 0.054)),
            Oval("neck", (0.000, 0.510, 0), (0.051, 0.053)),
        ),
        (0.03, 0.05),
        0.03,
    ),
    Lump("head", (0.000, 0.074, 0), (0.097, 0.091, 0.079), 0.03),
    Lump("head", (0.038, 0.018, 0), (0.057, 0.076, 0.058), 0.03),
    Lump("head", (0.066, -0.036, 0), (0.025, 0.021, 0.029), 0.03),
    Lump("head", (0.095, 0.006, 0), (0.013, 0.017, 0.012), 0.016),
)
"""Pelvis, waist, rib cage, neck and head, from below."""

SIDE: Final[tuple[Limb | Lump | Cord | Flesh, ...]] = (
    Flesh("glmax1_r", 0.030, 0.035),
    Flesh("glmax2_r", 0.036, 0.035),
    Flesh("glmax3_r", 0.036, 0.035),
    Flesh("glmed1_r", 0.026, 0.03),
    Flesh("glmed2_r", 0.026, 0.03),
    Limb(
        (
            Oval("femur_r", (0.000, 0.000, 0.008), (0.084, 0.078)),
            Oval("femur_r", (0.004, -0.060, 0.010), (0.087, 0.081)),
            Oval("femur_r", (0.006, -0.140, 0.012), (0.084, 0.078)),
            Oval("femur_r", (0.007, -0.220, 0.009), (0.077, 0.072)),
            Oval("femur_r", (0.008, -0.300, 0.004), (0.065, 0.061)),
            Oval("femur_r", (0.003, -0.360, 0.001), (0.056, 0.055)),
            Oval("femur_r", (-0.002, -0.410, 0.000), (0.049, 0.051)),
        ),
        (0.03, 0.045),
        0.022,
    ),
    Lump("patella_r", (-0.006, 0.025, 0), (0.026, 0.040, 0.034), 0.035),
    Limb(
        (
            Oval("tibia_r", (-0.006, -0.020, 0.000), (0.046, 0.049)),
            Oval("tibia_r", (-0.012, -0.075, 0.003), (0.054, 0.051)),
            Oval("tibia_r", (-0.018, -0.135, 0.004), (0.058, 0.054)),
            Oval("tibia_r", (-0.014, -0.200, 0.004), (0.053, 0.051)),
            Oval("tibia_r", (-0.011, -0.270, 0.002), (0.042, 0.040)),
            Oval("tibia_r", (-0.006, -0.330, 0.001), (0.034, 0.033)),
            Oval("tibia_r", (-0.004, -0.390, 0.002), (0.034, 0.033)),
        ),
        (0.03, 0.03),
        0.028,
    ),
    Lump("talus_r", (-0.006, 0.004, 0.020), (0.018, 0.022, 0.016), 0.02),
    Lump("talus_r", (0.004, 0.010, -0.020), (0.018, 0.022, 0.016), 0.02),
    Limb(
        (
            Oval("calcn_r", (-0.004, 0.008, 0.000), (0.041, 0.031)),
            Oval("calcn_r", (0.030, 0.018, 0.000), (0.048, 0.034)),
            Oval("calcn_r", (0.065, 0.020, 0.000), (0.050, 0.036)),
            Oval("calcn_r", (0.105, 0.010, 0.002), (0.042, 0.041)),
            Oval("calcn_r", (0.145, 0.001, 0.006), (0.036, 0.052)),
            Oval("calcn_r", (0.176, -0.006, 0.008), (0.029, 0.054)),
            Oval("toes_r", (0.020, -0.008, 0.007), (0.022, 0.050)),
            Oval("toes_r", (0.055, -0.010, 0.004), (0.018, 0.043)),
        ),
        (0.026, 0.030),
        0.024,
        sole=-0.029,
    ),
    Cord(
        (
            ("neck", (-0.026, 0.455, 0.018), 0.034),
            ("torso", (-0.034, 0.398, 0.066), 0.033),
            ("scapula_r", (-0.012, -0.012, -0.005), 0.026),
        ),
        0.035,
    ),
    Flesh("LAT1", 0.018, 0.04),
    Flesh("LAT2", 0.020, 0.04),
    Flesh("LAT3", 0.020, 0.04),
    Flesh("PECM1", 0.022, 0.04),
    Flesh("PECM2", 0.024, 0.04),
    Flesh("PECM3", 0.022, 0.04),
    Flesh("DELT1", 0.026, 0.03),
    Flesh("DELT2", 0.034, 0.03),
    Flesh("DELT3", 0.026, 0.03),
    Limb(
        (
            Oval("humerus_r", (0.000, 0.000, 0.004), (0.047, 0.043)),
            Oval("humerus_r", (0.000, -0.060, 0.006), (0.046, 0.042)),
            Oval("humerus_r", (0.002, -0.130, 0.002), (0.044, 0.039)),
            Oval("humerus_r", (0.004, -0.200, -0.004), (0.042, 0.036)),
            Oval("humerus_r", (0.004, -0.270, -0.010), (0.036, 0.037)),
        ),
        (0.045, 0.035),
        0.024,
    ),
    Limb(
        (
            Oval("ulna_r", (0.000, -0.005, 0.004), (0.034, 0.037)),
            Oval("ulna_r", (0.010, -0.050, 0.014), (0.039, 0.041)),
            Oval("ulna_r", (0.012, -0.100, 0.022), (0.039, 0.037)),
            Oval("radius_r", (0.004, -0.155, 0.014), (0.032, 0.029)),
            Oval("radius_r", (0.010, -0.205, 0.017), (0.027, 0.023)),
            Oval("lunate_r", (-0.001, 0.000, 0.000), (0.028, 0.020)),
        ),
        (0.034, 0.012),
        0.018,
    ),
    Limb(
        (
            Oval("lunate_r", (-0.002, 0.000, 0.000), (0.027, 0.019)),
            Oval("thirdmc_r", (-0.003, 0.015, 0.000), (0.037, 0.0175)),
            Oval("thirdmc_r", (-0.004, -0.025, 0.000), (0.042, 0.0155)),
            Oval("3proxph_r", (-0.006, -0.025, 0.000), (0.039, 0.0125)),
            Oval("midph3_r", (-0.007, -0.012, 0.000), (0.034, 0.0105)),
            Oval("distph3_r", (-0.006, -0.012, 0.000), (0.026, 0.0090)),
        ),
        (0.014, 0.012),
        0.010,
    ),
    Cord(
        (
            ("firstmc_r", (-0.006, 0.004, 0.0), 0.018),
            ("proximal_thumb_r", (0.0, 0.0, 0.0), 0.0145),
            ("distal_thumb_r", (0.0, 0.0, 0.0), 0.0115),
            ("distal_thumb_r", (0.006, -0.015, -0.004), 0.0090),
        ),
        0.012,
    ),
)
"""One leg and one arm, in the order in which they melt into one another."""
