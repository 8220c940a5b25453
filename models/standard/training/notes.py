"""Synthetic sales notes, as sellers speak and as a transcriber writes, with the rows that are right.

A note is (transcript, rows). A row quotes: nama and alamat as they stand in the transcript or None, jumlah_minuman as the list of
amounts in the transcript's words, corrections already applied ("masing-masing tiga" for two kinds is "tiga" twice; [] is "not said").
Nothing is added up: that is the program's work. A seed names a sequence of notes.
"""
import json
import re
import sys

from grammar import Grammar, slips, unmarked
from lines import SLOT, WHAT, lines, quantities, told
from words import CITY, DAY, DRINK, FIRST, LAST, PAST, ROAD, SHOP, STREET, TITLE, UNIT, VILLAGE


class Notes(Grammar):
    # ---- the words of all hands, beside those of the grammar

    def pick(self, kind, old, share=.6):
        new = lines(kind)
        return self.r.choice(new if new and self.r.random() < share else old)

    def first(self):
        return self.pick("names", FIRST, .5).split(" ")[0] if self.r.random() < .8 else self.invented(2, 2)

    def name(self):
        return self.pick("names", FIRST, 1) if self.r.random() < .5 else super().name()

    def titled(self, name):
        title = self.pick("titles", TITLE, .35)
        return f"{title.lower() if self.r.random() < .06 else title} {name}"

    def place(self):
        return self.invented(2, 3) if self.r.random() < .15 else self.pick("places", STREET + VILLAGE)

    def road(self):
        return f"{self.r.choice(ROAD[:12])} {self.place()}"

    def address(self):
        if self.r.random() < .5: return super().address()
        def of(slot):
            return {"jalan": self.road, "no": lambda: self.upto(self.r.choice([12, 30, 150])), "tempat": self.place, "kota": lambda: self.one_of(CITY, .05)}[slot]()
        return SLOT.sub(lambda m: of(m[1]), self.r.choice(lines("addresses") or ["{jalan} nomor {no}"]))

    def shop(self):
        return self.pick("shops", [f"{s} {self.place()}" for s in SHOP])

    def drink(self):
        return self.pick("drinks", DRINK, .5)

    # ---- slots

    def filler(self, slot):
        r = self.r
        kinds = {
            "n": lambda: self.upto(r.choice([5, 12, 12, 40, 150])), "unit": lambda: r.choice(UNIT), "minuman": self.drink, "orang": lambda: self.titled(self.first()),
            "tempat": self.place, "toko": self.shop, "hari": lambda: r.choice(DAY), "kemarin": lambda: r.choice(PAST), "uang": self.money, "jam": self.hour,
        }
        return kinds[slot]()

    def money(self):
        r, n = self.r, self.r.choice([self.r.randint(1, 20), self.r.randint(2, 99), self.r.randint(100, 900)])
        return r.choice([lambda: f"{self.num(n)} ribu", lambda: f"{self.num(n)} ribu", lambda: f"{self.num(n)} ribu rupiah", lambda: f"{n}rb", lambda: f"Rp{n}.000", lambda: f"{n}.000", lambda: f"Rp {n}.000",
                         lambda: f"{self.num(min(n, 9))} ribu lima ratus", lambda: f"{self.upto(9)} ratus ribu", lambda: f"{self.upto(5)} juta", lambda: r.choice(["goceng", "ceban", "gopek", "seratus ribu", "sejuta", "dua ratus lima puluh ribu"])])()

    def hour(self):
        r, h = self.r, self.upto(12)
        return "jam " + r.choice([f"{h}", f"{h}", f"{h} {r.choice(['pagi', 'siang', 'sore', 'malam'])}", f"{r.randint(6, 21)}.{r.choice(['00', '15', '30', '45'])}", f"setengah {h}", f"{h} lewat {self.upto(50, 5)}", f"{h} kurang {self.upto(25, 5)}"])

    def remark(self):
        if not lines("remarks") or self.r.random() < .12: return self.chatter()
        return SLOT.sub(lambda m: self.filler(m[1]), self.r.choice(lines("remarks")))

    def quantity(self):
        if not quantities() or self.r.random() < .55: return super().quantity()
        text, amounts = self.r.choice(quantities())
        parts = SLOT.split(text)
        filled = [self.filler(slot) for slot in parts[1::2]]
        said = "".join(x for pair in zip(parts[::2], [*filled, ""]) for x in pair)
        return said, ["".join(filled[p] if isinstance(p, int) else p for p in amount) for amount in amounts]

    def told(self, kind):
        """One line of a kind, filled: (text, rows)."""
        r = self.r
        text, rows = r.choice(told(kind))
        bare, values, amounts = {}, {}, {}
        def may_be_shop(m):
            """A bare name may be a shop's, unless a form of address stands before it."""
            before = text[:m.start()].split()
            return m[1].startswith("nama") or not before or before[-1][-1] in ".,?!" or before[-1].islower() and before[-1] != "si"
        def fill(m):
            slot = WHAT.match(m[1])
            if not slot: return self.filler(m[1])
            wrong, what, number = slot.groups()
            key = f"{wrong or ''}{'nama' if what == 'polos' else what}{number}"
            if key not in values:
                if what == "jumlah": values[key], amounts[key] = (self.upto(30) + r.choice(["", "", f" {r.choice(UNIT)}"]), []) if wrong and r.random() < .6 else self.quantity()
                elif what == "alamat": values[key] = self.address() if not wrong or r.random() < .4 else self.street()
                else:
                    is_shop = not wrong and may_be_shop(m) and r.random() < (.5 if what == "polos" else .10)
                    bare[key] = self.shop() if is_shop else self.name()
                    values[key] = bare[key] if is_shop or r.random() < .2 else self.titled(bare[key])
            if what == "polos": return bare[key]
            if what == "nama" and m.start() != text.find(m[0]) and r.random() < .3: return bare[key]
            return values[key]
        said = SLOT.sub(fill, text)
        return said, [{"nama": name and bare[name], "alamat": address and values[address], "jumlah_minuman": [a for key in these for a in amounts[key]]} for name, address, these in rows]

    def one_order(self):
        """(sentences, rows)"""
        x = self.r.random()
        if x < .42 or not lines("orders"): return self.order()
        text, rows = self.told("orders" if x < .80 else "corrections" if x < .93 else "no-orders")
        return [text if text[-1] in ".!?" else text + "."], rows

    # ---- a whole note

    def lead(self, i, k):
        if k == 1 and self.r.random() >= .15: return ""
        first = ["", "", "", "yang pertama ", "pertama, ", "pembeli pertama "]
        later = ["", "", "", "yang kedua " if i == 1 else "berikutnya ", "lalu ", "pembeli berikutnya ", "kemudian ", "habis itu ", "selanjutnya, ", "terus "]
        return self.r.choice(first if i == 0 else later)

    def remarks(self, share, most=3):
        return [self.remark() for _ in range(self.r.choice([*[1] * most, *range(1, most + 1)]))] if self.r.random() < share else []

    def draw(self):
        """-> (transcript, rows). Drawn again where a value would not stand in the transcript as it is written."""
        r = self.r
        self.digits, self.region = r.choice([0, .2, .5, .9, 1]), r.choice(self.counting) if r.random() < .05 else None
        if r.random() < .125: return self.as_heard([self.remark() for _ in range(r.choice([1, 1, 1, 2, 2, 3, 4, 6]))], [])
        chatty = r.choice([0, .3, .6, 1])
        sentences, rows = self.remarks(.6 * chatty), []
        k = r.choice([1] * 12 + [2] * 6 + [3] * 4 + [4, 4, 5, 6])
        if k > 2 and r.random() < .3: sentences.append(r.choice(["Pesanan hari ini.", "Laporan hari ini.", "Pesanan toko hari ini.", "Ini semua di satu jalan.", f"Ada {self.num(k)} pembeli.", f"Hari ini {self.num(k)} pelanggan."]))
        for i in range(k):
            said, got = self.one_order()
            sentences += [self.lead(i, k) + said[0], *said[1:]]
            rows += got
            sentences += self.remarks(.45 * chatty, 2 if k < 4 else 1)
        sentences += self.remarks(.35 * chatty)
        if k > 1 and r.random() < .12: sentences.append(r.choice(["Jumlah semuanya ", "Total semuanya ", "Jadi semua ", "Totalnya "]) + self.upto(150, 5) + r.choice([".", f" {r.choice(UNIT)}."]))
        return self.as_heard(sentences, rows)

    def as_heard(self, sentences, rows):
        """The note as a transcriber writes it: with its marks, without, in small letters, with slips."""
        r = self.r
        text, x = " ".join(s[:1].upper() + s[1:] for s in sentences), r.random()
        if x < .10: text = re.sub(r"\. (?=[A-Z])", ", ", text)
        elif x < .14: text = text.replace(", ", " ")
        elif x < .24: text = slips(r, text)
        elif x < .40: text = unmarked(text).lower()
        elif x < .44: text = unmarked(text)
        rows = [self.as_written(row, text) for row in rows]
        return self.draw() if None in rows else (text, rows)

    def as_written(self, row, text):
        """The row with each value as it stands in the text, or None where one does not stand there."""
        low, out = text.lower(), {}
        def found(v):
            for w in (v, v.replace(", ", " "), unmarked(v)):
                i = text.find(w) if w in text else low.find(w.lower())
                if i >= 0: return text[i:i + len(w)]
        for key, v in row.items():
            out[key] = [found(w) for w in v] if isinstance(v, list) else v and found(v)
            if v and (out[key] is None or isinstance(v, list) and None in out[key]): return None
        return out

    def everything(self):
        """Every line as it is written, for a vocabulary that lacks none of it."""
        for kind in ("remarks", "orders", "corrections", "no-orders", "titles", "names", "places", "addresses", "shops", "drinks", "quantities"):
            for line in lines(kind): yield from (SLOT.sub("", line), SLOT.sub("", line).lower())


def answer(rows):
    """What the model is to write."""
    return json.dumps({"records": rows}, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    notes = Notes(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 20):
        text, rows = notes.draw()
        print(text, "\n   ", answer(rows))
