"""Names in eight scripts, and some no list may stumble over; with what a list shows of each."""

from __future__ import annotations

from typing import Final

# Latin with marks, Cyrillic, Greek, Arabic, Hebrew, Han, Thai, Devanagari, symbols beyond the first plane, much of it.
NAMES: Final = (
    "Łukasz Żółć-Ångström",
    "Гүлназ Әлімқұлов",
    "Θεόφιλος Ψαρράς",
    "يوسف بن ثابت",
    "שירה לוי",
    "歐陽淑芬",
    "เกียรติศักดิ์ จันทร์แก้ว",
    "अनुष्का श्रीवास्तव",
    "👩‍👧‍👦 𝔉𝔯𝔞𝔫𝔷 🎉",
    "Ñ" * 500,
    "=HYPERLINK(1)\nsecond line\u202ereversed",
)
# In one line, cut after 120 letters; what nobody sees or what turns the direction of others is written out.
SHOWN: Final = (
    *NAMES[:8],
    "👩‹U+200D›👧‹U+200D›👦 𝔉𝔯𝔞𝔫𝔷 🎉",
    "Ñ" * 120 + "…",
    "=HYPERLINK(1) second line‹U+202E›reversed",
)
