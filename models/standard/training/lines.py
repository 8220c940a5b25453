"""What several hands wrote: the lines of words/, one file a kind and hand, and how their slots are filled.

remarks, no order: `Bensin habis {uang} hari ini.`   orders, corrections, no-orders: `text => rows` (words/README.md tells both)
"""
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
SLOT = re.compile(r"\{(\w+)\}")
WHAT = re.compile(r"(x_)?(nama|polos|alamat|jumlah)(\d?)$")


@cache
def lines(kind):
    """All hands' lines of a kind, without those that stand twice."""
    found = [line.strip() for path in sorted(FOLDER.glob(f"{kind}-*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(line for line in found if line))


@cache
def told(kind):
    """Order lines as (text, rows); a row is the names of its slots: (nama, alamat, [jumlah …]), None where it has none."""
    return [parsed(line) for line in lines(kind)]


def parsed(line):
    text, _, rows = line.partition("=>")
    text, rows = text.strip(), rows.strip()
    if rows == "none": return text, []
    if not rows:
        slots = set(SLOT.findall(text))
        one = ["nama" if slots & {"nama", "polos"} else "-", "alamat" if "alamat" in slots else "-", "jumlah" if "jumlah" in slots else "-"]
        rows = ",".join(one)
    return text, [row(r) for r in rows.split(";")]


def row(text):
    name, address, amounts = (None if part.strip() == "-" else part.strip() for part in text.split(","))
    return name and name.replace("polos", "nama"), address, [a.strip() for a in amounts.split("+")] if amounts else []


@cache
def quantities():
    """(text, for each amount a list of parts: words, or the number of the text's slot that stands there)."""
    return [quantity(line) for line in lines("quantities")]


def quantity(line):
    text, _, amounts = (part.strip() for part in line.partition("=>"))
    slots, free, out = [m.span() for m in SLOT.finditer(text)], {}, []
    for amount in (a.strip() for a in amounts.split(";")):
        if not amount: continue
        at = text.find(amount, free.get(amount, 0))
        if at < 0: at = text.find(amount)
        if at < 0: raise ValueError(f"the amount {amount!r} does not stand in {text!r}")
        free[amount] = at + len(amount)
        parts, place = [], at
        for i, (a, b) in enumerate(slots):
            if at <= a and b <= at + len(amount):
                parts += [text[place:a], i]
                place = b
        out.append([*parts, text[place:at + len(amount)]])
    return text, out
