"""The anatomy of the body chart: control points, border lines and regions of each view.

Read this file to change the look of the chart; `draw_chart.py` turns it into the SVG files.

**Lines.** A line is a smooth curve through its points, written `x,y` one after the other.
`name@x,y` names a point so that other lines can start, end or meet there, and so that a region
can use a part of the line. A point with `!` is a corner: the curve is not smoothed through it.

**Regions.** A region is a walk round its border: `line:from>to` steps, each starting where the
last one ended. Two neighbours walk the same line, so there is neither gap nor overlap.

**Halves.** `BACK` and `FRONT` describe one half; x is counted from the middle of the body
outwards, and the other half is its mirror image. `SIDE` is the runner's right side, with x
counted from the picture's left edge; the left side is its mirror image. y is counted downwards
from the top of the picture.

Scale: about 7 units a centimetre at the pelvis, less and less towards the feet, as if seen from
a little above.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LEG_OUTER = """
    top@97,2 96,30 92.5,62 rib@86,101 waist@83,131 crest-top@87.5,160 crest-low@95.5,196
    102,233 gt-top@107,268 109.5,298 gt-low@109,331 107,378 102,430 93,478 knee-top@83.5,511
    79.5,533 knee-low@80,556 82.5,588 78.5,626 69.5,656 ankle@65.5,674
"""
"""The outer contour of trunk and leg, from the chest to the ankle; shared by back and front."""

LEG_INNER = """
    ankle-in@38.5,672 36.5,650 31,622 24.5,592 knee-in-low@22.5,562 crease-in@24,534
    knee-in@22,508 16.5,465 10,425 groin-in@4,399 notch@0,388!
"""
"""The inner contour of the leg, from the ankle up to where the thighs meet."""

FOOT_BACK = """
    67,684 69,692 75,698 81,704 80,709 70,710 57,711.5 43,711 35.5,706 34.5,697 37,686
"""
"""The foot from behind, from the outer to the inner ankle: the heel, the outer toes beyond."""

FOOT_FRONT = (
    "69.5,683 74,691 82.5,697 89,704.5 87,710.5 76,713 60,714 44,713.5 33.5,710 31.5,702 35,690"
)
"""The foot from the front, from the outer to the inner ankle."""


@dataclass(frozen=True)
class View:
    """One view: its lines, its regions, and what is drawn for the eye only."""

    title: str
    desc: str
    half: bool
    body: str
    lines: dict[str, str]
    regions: dict[str, str]
    midline: dict[str, str] = field(default_factory=dict)
    shading: tuple[tuple[str, float, float, float, float, float], ...] = ()
    """Soft spots: kind (light, faint, shade), centre x and y, radius x and y, turn in degrees."""
    landmarks: tuple[tuple[str, str], ...] = ()
    """Fine lines: kind and points."""


BACK = View(
    title="Body chart, back view",
    desc="The back of the body from chest to feet. The runner's left is at the picture's left.",
    half=True,
    body="outline:top>notch",
    lines={
        "outline": f"{LEG_OUTER} {FOOT_BACK} {LEG_INNER}",
        "axis": "lum@0,93 l5@0,203 coc@0,278 tip@0,303 crotch@0,363 notch",
        "rib": "lum rib-1@11,93.5 rib-2@46,98.5 rib",
        "spine": "rib-1 10,125 10.5,160 12.5,182 sac@19,201",
        "erector": "rib-2 49.5,130 50.5,156 crest-2@52,178",
        "crest": "sac 35,192 crest-2 64,168 crest-3@76,162 crest-top",
        "crest-under": "psis@36,211 under-2@54,207 66,200.5 under-3@77,197 crest-low",
        "crest-split": "crest-3 76.5,179 under-3",
        "base": "l5 10,202.5 sac",
        "sac-psis": "sac 27,206 psis",
        "sacral": "sac 23,219 20.5,243 q@15,265 coc-1@10.5,276",
        "coc-base": "coc 5.5,277.5 coc-1",
        "coccyx": "coc-1 9,288 5.5,299 tip",
        "joint": "psis 46,222 46,241 33,258 q",
        "gt": "gt-top 95,275 gt-1@86.5,289 gt-2@84.5,304 gt-3@88,320 gt-4@94.5,331 gt-low",
        "outer-q": "under-2 61,228 71,256 gt-1",
        "mid-low": "k@19.5,305 40,312 63,312 gt-2",
        "cleft": "q 18.5,284 k 20,335 19,355 fold-1@17,373",
        "fold": "crotch! 6,369 fold-1 36,375 58,371 78,360.5 fold-2@94,344",
        "lateral": """gt-4 fold-2 89,395 83.5,440 75.5,485 kn-1@70,511 kn-2@67.5,533 kn-3@68,556
            68.5,590 65,630 59.5,658 an@57,676.5""",
        "knee-1": "kn-1 76.5,513 knee-top",
        "knee-2": "kn-3 74,557 knee-low",
        "crease": "crease-in 38,538.5 53,538.5 kn-2",
        "ankle": "ankle-in 47,677 an ankle",
    },
    midline={
        "lumbar-midline": "rib:lum>rib-1 spine:rib-1>sac base:sac>l5",
        "sacrum": "base:l5>sac sacral:sac>coc-1 coc-base:coc-1>coc",
        "coccyx": "coc-base:coc>coc-1 coccyx:coc-1>tip",
    },
    regions={
        "lumbar-paraspinal": """rib:rib-1>rib-2 erector:rib-2>crest-2 crest:crest-2>sac
            spine:sac>rib-1""",
        "flank": """rib:rib-2>rib outline:rib>crest-top crest:crest-top>crest-2
            erector:crest-2>rib-2""",
        "iliac-crest-posterior": """crest:sac>crest-3 crest-split:crest-3>under-3
            crest-under:under-3>psis sac-psis:psis>sac""",
        "iliac-crest-lateral": """crest:crest-3>crest-top outline:crest-top>crest-low
            crest-under:crest-low>under-3 crest-split:under-3>crest-3""",
        "sacroiliac": "sac-psis:sac>psis joint:psis>q sacral:q>sac",
        "buttock-upper-outer": """crest-under:under-2>crest-low outline:crest-low>gt-top
            gt:gt-top>gt-1 outer-q:gt-1>under-2""",
        "buttock-middle": """crest-under:psis>under-2 outer-q:under-2>gt-1 gt:gt-1>gt-2
            mid-low:gt-2>k cleft:k>q joint:q>psis""",
        "buttock-lower": """mid-low:k>gt-2 gt:gt-2>gt-4 lateral:gt-4>fold-2 fold:fold-2>fold-1
            cleft:fold-1>k""",
        "gluteal-cleft": """cleft:q>fold-1 fold:fold-1>crotch axis:crotch>tip coccyx:tip>coc-1
            sacral:coc-1>q""",
        "greater-trochanter": "gt:gt-top>gt-low outline:gt-low>gt-top",
        "thigh-lateral": """gt:gt-4>gt-low outline:gt-low>knee-top knee-1:knee-top>kn-1
            lateral:kn-1>gt-4""",
        "thigh-back": """fold:crotch>fold-2 lateral:fold-2>kn-2 crease:kn-2>crease-in
            outline:crease-in>notch axis:notch>crotch""",
        "knee-lateral": """knee-1:kn-1>knee-top outline:knee-top>knee-low knee-2:knee-low>kn-3
            lateral:kn-3>kn-1""",
        "leg-lateral": "knee-2:kn-3>knee-low outline:knee-low>ankle ankle:ankle>an lateral:an>kn-3",
        "calf": """crease:crease-in>kn-2 lateral:kn-2>an ankle:an>ankle-in
            outline:ankle-in>crease-in""",
        "foot": "ankle:ankle-in>ankle outline:ankle>ankle-in",
    },
    shading=(
        ("shade", 0, 110, 11, 120, 0),
        ("light", 30, 120, 20, 80, 0),
        ("light", 55, 285, 46, 62, -8),
        ("shade", 0, 325, 9, 62, 0),
        ("shade", 45, 376, 52, 13, -6),
        ("shade", 113, 302, 13, 40, 0),
        ("shade", 35, 219, 9, 8, 0),
        ("light", 54, 445, 34, 80, 3),
        ("light", 50, 592, 24, 46, 0),
        ("shade", 48, 536, 26, 12, 0),
    ),
    landmarks=(
        ("dots", "0,12 0,60 0,198"),
        ("soft", "19,16 20,50 21,86"),
        ("soft", "24,68 46,74 64,84 73,94"),
        ("fold", "0,298 0,330 0,363"),
        ("fold", "0,363! 6,369 17,373 36,375 58,371 72,364"),
        ("fold", "27,537 40,539.3 58,538"),
        ("dimple", "28.5,216 29.3,219.5 32,221.7 35.6,221.8 38.5,219.8"),
        ("soft", "47.5,586 47,604 47.5,618"),
        ("soft", "29,600 33,612 40,616.5 46.5,611"),
        ("soft", "48.5,612 55,619 62.5,615 67,601"),
        ("soft", "46,644 46,668"),
        ("soft", "56,644 54.5,668"),
        ("soft", "42,688 38.5,700 46,707.5 58,706.5 63,698 61,688"),
        ("soft", "42,478 37,502 34,520"),
        ("soft", "58,478 60,502 61,518"),
        ("fold", "0,363 0,388"),
    ),
)

FRONT = View(
    title="Body chart, front view",
    desc="The front of the body from chest to feet. The runner's left is at the picture's right.",
    half=True,
    body="outline:top>notch",
    lines={
        "outline": f"{LEG_OUTER} {FOOT_FRONT} {LEG_INNER}",
        "axis": "belly@0,116 pubis@0,292 notch",
        "rib": "belly 30,113 rib-2@62,105 rib",
        "oblique": "rib-2 66,130 71,150 crest-2@78,165.5",
        "crest": "crest-top crest-2 71,182 asis@67,205",
        "crest-under": "crest-low 83,199 asis",
        "inguinal": "asis 50,240 27,274 pubis",
        "groin": "asis 60,240 51,272 gr@41,308 25,352 groin-in",
        "gt": "gt-top 98.5,275 gt-1@91.5,294 gt-2@91.5,312 gt-3@98,328 gt-low",
        "hip-low": "gr 56,318 hip-2@67,321 80,319 gt-2",
        "rectus": "hip-2 69.5,370 68.5,420 64,468 kn-0@58,501",
        "lateral": "gt-2 94.5,336 92,390 87,435 79,480 kn-1@70.5,511 68.5,533 kn-3@69,556",
        "knee-1": "kn-1 76.5,513 knee-top",
        "knee-2": "kn-3 74,557 knee-low",
        "knee-over": "knee-in 32,500 45,497 kn-0 kn-1",
        "knee-under": "knee-in-low 33,569 shin@46,571.5 59,567 kn-3",
        "shin": "shin 45,600 47.5,640 an@51,678",
        "ankle": "ankle-in an ankle",
    },
    regions={
        "flank": """rib:rib-2>rib outline:rib>crest-top crest:crest-top>crest-2
            oblique:crest-2>rib-2""",
        "abdomen-lower-side": """rib:belly>rib-2 oblique:rib-2>crest-2 crest:crest-2>asis
            inguinal:asis>pubis axis:pubis>belly""",
        "iliac-crest-lateral": """crest:crest-top>asis crest-under:asis>crest-low
            outline:crest-low>crest-top""",
        "groin": "inguinal:asis>pubis axis:pubis>notch outline:notch>groin-in groin:groin-in>asis",
        "hip-front": """crest-under:asis>crest-low outline:crest-low>gt-top gt:gt-top>gt-2
            hip-low:gt-2>gr groin:gr>asis""",
        "greater-trochanter": "gt:gt-top>gt-low outline:gt-low>gt-top",
        "thigh-lateral": """gt:gt-2>gt-low outline:gt-low>knee-top knee-1:knee-top>kn-1
            lateral:kn-1>gt-2""",
        "thigh-anterolateral": """hip-low:hip-2>gt-2 lateral:gt-2>kn-1 knee-over:kn-1>kn-0
            rectus:kn-0>hip-2""",
        "thigh-front": """hip-low:gr>hip-2 rectus:hip-2>kn-0 knee-over:kn-0>knee-in
            outline:knee-in>groin-in groin:groin-in>gr""",
        "knee-front": """knee-over:knee-in>kn-1 lateral:kn-1>kn-3 knee-under:kn-3>knee-in-low
            outline:knee-in-low>knee-in""",
        "knee-lateral": """knee-1:kn-1>knee-top outline:knee-top>knee-low knee-2:knee-low>kn-3
            lateral:kn-3>kn-1""",
        "leg-lateral": """knee-2:kn-3>knee-low outline:knee-low>ankle ankle:ankle>an shin:an>shin
            knee-under:shin>kn-3""",
        "calf": """knee-under:knee-in-low>shin shin:shin>an ankle:an>ankle-in
            outline:ankle-in>knee-in-low""",
        "foot": "ankle:ankle-in>ankle outline:ankle>ankle-in",
    },
    shading=(
        ("light", 30, 150, 30, 90, 0),
        ("shade", 0, 120, 6, 120, 0),
        ("faint", 43, 257, 46, 9, -49),
        ("light", 50, 420, 34, 90, 4),
        ("light", 46, 534, 20, 24, 0),
        ("light", 53, 612, 14, 54, 3),
        ("shade", 113, 302, 13, 40, 0),
        ("light", 50, 40, 36, 40, 0),
        ("shade", 0, 384, 9, 22, 0),
    ),
    landmarks=(
        ("soft", "0,20 0,100 0,152"),
        ("soft", "7,40 18,64 33,86 52,101"),
        ("soft", "46,118 49,165 42,215 24,252"),
        ("navel", "-3.6,167.4 -2.4,170 0,171.2 2.4,170 3.6,167.4"),
        ("dimple", "63.5,203 64.6,206.2 67.6,207.6 70.6,206 71.8,203"),
        (
            "soft",
            "62,523 57,515 46.5,511.5 36,515 31,523 33,537 39,547 46.5,550.5 54,547 60,537 62,523",
        ),
        ("soft", "24,474 34,490 33,503"),
        ("soft", "63,482 62,493 60,501"),
        ("soft", "41.5,556 43.5,566 49.5,566 51.5,556"),
        ("soft", "38.5,680 42,685 45,683"),
        ("soft", "60,684 63,687 67,683"),
        ("soft", "44.5,713 45,703"),
        ("soft", "55.5,713.5 56,704"),
        ("soft", "66,713.3 66,705"),
        ("soft", "76,712.5 75.5,705.5"),
        ("fold", "0,374 0,388"),
    ),
)

SIDE = View(
    title="Body chart, right side",
    desc="The runner's right side from chest to feet, facing the picture's right.",
    half=False,
    body="outline:top>top-f",
    lines={
        "outline": """top@137,2 131,35 132,68 rib@136.5,97 142,126 144.5,152 crest-b@143,177
            137,200 psis@130.5,217 118.5,245 sij@114.5,256.5 109.5,280 ml@108.5,302.5 111,326
            fold@120.5,351!
            128,368 136,400 148,450 162,498 crease@171.5,535 169,556 164.5,582 165.5,608 173,636
            181.5,660 ankle@184,676 181,689 177,699 181,708 192,711 212,709.5 232,709 258,711.5
            284,712 299,709 301.5,703 290,696 271,689 252,679 ankle-f@237,663 233,642 236,610
            243,580 shin@248,560 253,546 knee-f@257,529 knee-t@255,505 259,470 264.5,425 267,380
            hip-low@266,330 264,302 267,280 ing@272,258 277,225 279,190 276,150 rib-f@272,112
            276,70 280,34 top-f@280,2""",
        "rib": "rib rib-1@159,100 200,107 rib-2@236,111 rib-f",
        "erector": "rib-1 166,130 168,152 crest-1@166,173",
        "oblique": "rib-2 234,130 235,150 crest-3@237,171",
        "crest": "crest-b 154,179 crest-1 182,165 202,162 222,164 crest-3 250,185 asis@260,207",
        "crest-under": "psis under-s@156,203.5 under-1@170,199 202,194 under-3@230,199 asis",
        "crest-split": "crest-1 168,186 under-1",
        "inguinal": "asis 263,232 ing",
        "joint": "under-s 153.5,226.5 143.5,245.5 sij",
        "gt": """gt-0@196,265 gt-1@174,275 gt-2@163,300 gt-3@172,326 gt-4@196,337 gt-5@220,327
            gt-6@229,301 gt-7@219,275 gt-0r@196,265""",
        "outer-q": "sij 135,264 152,268 gt-1",
        "mid-low": "ml 122,307 144,307 gt-2",
        "tfl": "under-3 227,225 224,252 gt-7",
        "fold-l": "fold 134,355 153,346 gt-3",
        "hip-l": "gt-6 236,318 244,327 hl@254,331 hip-low",
        "biceps": """gt-3 178,380 188,430 197,480 kn-1@201,512 kn-2@201,537 kn-3@200,562 201,600
            206,640 an@209,673""",
        "band": "gt-5 228,380 232,430 234,470 kn-4@232,505",
        "rectus": "hl 257,380 253,430 247,475 kn-5@242,501",
        "knee-o": "kn-1 214,506 kn-4 kn-5 knee-t",
        "patella": "kn-4 239,522 239,545 kn-6@233,563",
        "knee-u": "kn-3 216,566 kn-6 shin",
        "crease": "crease 186,539 kn-2",
        "ankle": "ankle 197,676 an ankle-f",
    },
    regions={
        "lumbar-paraspinal": """rib:rib>rib-1 erector:rib-1>crest-1 crest:crest-1>crest-b
            outline:crest-b>rib""",
        "flank": """rib:rib-1>rib-2 oblique:rib-2>crest-3 crest:crest-3>crest-1
            erector:crest-1>rib-1""",
        "abdomen-lower-side": """rib:rib-2>rib-f outline:rib-f>ing inguinal:ing>asis
            crest:asis>crest-3 oblique:crest-3>rib-2""",
        "iliac-crest-posterior": """crest:crest-b>crest-1 crest-split:crest-1>under-1
            crest-under:under-1>psis outline:psis>crest-b""",
        "iliac-crest-lateral": """crest:crest-1>asis crest-under:asis>under-1
            crest-split:under-1>crest-1""",
        "sacroiliac": "crest-under:psis>under-s joint:under-s>sij outline:sij>psis",
        "buttock-upper-outer": """crest-under:under-s>under-3 tfl:under-3>gt-7 gt:gt-7>gt-0r
            gt:gt-0>gt-1 outer-q:gt-1>sij joint:sij>under-s""",
        "buttock-middle": "outer-q:sij>gt-1 gt:gt-1>gt-2 mid-low:gt-2>ml outline:ml>sij",
        "buttock-lower": "mid-low:ml>gt-2 gt:gt-2>gt-3 fold-l:gt-3>fold outline:fold>ml",
        "greater-trochanter": "gt:gt-0>gt-0r",
        "hip-front": """crest-under:under-3>asis inguinal:asis>ing outline:ing>hip-low
            hip-l:hip-low>gt-6 gt:gt-6>gt-7 tfl:gt-7>under-3""",
        "thigh-lateral": "gt:gt-3>gt-5 band:gt-5>kn-4 knee-o:kn-4>kn-1 biceps:kn-1>gt-3",
        "thigh-anterolateral": """gt:gt-5>gt-6 hip-l:gt-6>hl rectus:hl>kn-5 knee-o:kn-5>kn-4
            band:kn-4>gt-5""",
        "thigh-front": "hip-l:hl>hip-low outline:hip-low>knee-t knee-o:knee-t>kn-5 rectus:kn-5>hl",
        "thigh-back": "fold-l:fold>gt-3 biceps:gt-3>kn-2 crease:kn-2>crease outline:crease>fold",
        "knee-lateral": "knee-o:kn-1>kn-4 patella:kn-4>kn-6 knee-u:kn-6>kn-3 biceps:kn-3>kn-1",
        "knee-front": "knee-o:kn-4>knee-t outline:knee-t>shin knee-u:shin>kn-6 patella:kn-6>kn-4",
        "leg-lateral": "knee-u:kn-3>shin outline:shin>ankle-f ankle:ankle-f>an biceps:an>kn-3",
        "calf": "crease:crease>kn-2 biceps:kn-2>an ankle:an>ankle outline:ankle>crease",
        "foot": "ankle:ankle>ankle-f outline:ankle-f>ankle",
    },
    shading=(
        ("light", 142, 292, 44, 56, 0),
        ("light", 196, 301, 24, 28, 0),
        ("light", 205, 130, 46, 60, 0),
        ("light", 216, 420, 34, 90, -3),
        ("light", 186, 590, 20, 48, 0),
        ("shade", 178, 538, 18, 10, 0),
        ("shade", 138, 361, 24, 8, 4),
        ("light", 246, 530, 12, 22, 0),
    ),
    landmarks=(
        ("soft", "150,40 180,62 214,80 246,92 268,93"),
        ("soft", "146,64 176,84 206,98 232,104"),
        ("fold", "121.5,351.6 132,355 147,350.5"),
        ("fold", "171,535 180,539 190,538.5"),
        ("soft", "184,306 182.5,297 187,289 196,285.5 205,289 209.5,297 208,306"),
        ("dimple", "256,203.6 257.4,207 260.4,208.2 263,206.4 263.8,203.4"),
        ("soft", "264,302 256,296 247,280"),
        ("soft", "247,512 243,524 245,541 251,548"),
        ("soft", "203,516 206,540 205,556"),
        ("soft", "176,566 188,600 196,636"),
        ("soft", "204,683 206,688 210,690 214.5,688 216,683"),
        ("soft", "190,640 189,668"),
        ("soft", "285,711 287,704.5 292,702"),
    ),
)
