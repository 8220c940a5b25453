"""Orders as one grammar tells them: names, addresses, amounts, corrections, each drawn from the lists of words.py."""
import random
import re

from words import (BUY, CHAT, CITY, CODA, CORR, DAY, DRINK, FILL, FIRST, HELLO, LAST, NEAR, NOISE, NUCLEUS, ONSET, PAST, REGION, ROAD, SHOP, SPOT, STREET,
                   TITLE, UNIT, VILLAGE, WHERE, number_words)

DOZENS = ["selusin", "satu lusin", "dua lusin", "tiga lusin", "empat lusin", "5 lusin", "2 lusin", "setengah lusin", "satu setengah lusin", "1,5 lusin",
          "dua setengah lusin", "sepuluh lusin", "se lusin", "1 lusin", "1/2 lusin", "dua kodi", "2 kodi", "sekodi", "satu kodi"]
SIZE = [" ukuran 600 mili", " yang 1,5 liter", " isi 24", " yang besar", " yang dingin", " tanpa gula", " 330 ml", " yang kecil", " harga 3 ribu sebotol", " yang 15 ribuan", " yang isi 24 ya", ", yang isi 48", " yang galon", " 1,5 literan", " yang 200 mili", " rasa original"]
FOOD = ["pisang goreng ", "nasi bungkus ", "mi instan ", "rokok ", "gorengan ", "kerupuk ", "roti "]
KINDS = [("yang besar", "yang kecil"), ("yang dingin", "yang biasa"), ("rasa jeruk", "rasa leci"), ("manis", "tawar"), ("panas", "es")]
PLACE = "SD SMP SMA SDN SMPN SMAN MI Puskesmas Masjid Musala Kantor Hotel Gedung Pasar Apartemen Rusun Asrama Banjar Nagari Jorong".split()
ESTATE = "Ruko Kompleks Perumnas Cluster Villa Bukit Taman Pondok Graha".split()
AT = ["di", "di", "yang di", "dari", "alamat", "alamatnya", "alamatnya di", "rumahnya di", "tinggal di", "tinggalnya di", "yang rumahnya di", "lokasi", "kirim ke", "antar ke", "untuk", "daerah"]


def slips(rng, text):
    """A transcriber's slips in ordinary words: a letter dropped, doubled or changed."""
    out = []
    for w in text.split(" "):
        if len(w) > 3 and w.isalpha() and w.islower() and rng.random() < 0.06:
            i = rng.randrange(1, len(w) - 1)
            w = rng.choice([w[:i] + w[i + 1:], w[:i] + w[i] + w[i:], w[:i] + rng.choice("aiueonrst") + w[i + 1:]])
        out.append(w)
    return " ".join(out)


def unmarked(text):
    """Without punctuation, but for that inside numbers."""
    return re.sub(r"(?<!\d)[.,:]|[.,:](?!\d)", "", text)


class Grammar:
    counting = REGION  # one to ten, as the regions count

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.digits = 0.5  # how often a number is written in digits; drawn anew for each note
        self.region = None  # how one to ten are counted where it is not Indonesian

    # ---- names, places, numbers

    def invented(self, lo, hi):
        pick = self.r.choice
        return "".join(pick(ONSET) + pick(NUCLEUS) + pick(CODA) for _ in range(self.r.randint(lo, hi))).capitalize()

    def one_of(self, pool, made_up=0.22, hi=3):
        return self.invented(2, hi) if self.r.random() < made_up else self.r.choice(pool)

    def first(self):
        return self.one_of(FIRST, hi=2)

    def name(self):
        n, x = self.first(), self.r.random()
        if x < .35: n += " " + self.one_of(LAST, .25)
        elif x < .42: n += f" {self.first()} {self.one_of(LAST, .25)}"
        return n

    def titled(self, name):
        return f"{self.r.choice(TITLE)} {name}"

    def num(self, n):
        """n as it is said, in words, or as it is written, in digits."""
        if self.region and n <= 10 and self.r.random() < .6: return self.region[n - 1]
        if self.r.random() < self.digits: return str(n) if n < 1000 or self.r.random() < .5 else f"{n:,}".replace(",", ".")
        return number_words(n) if n < 1000 else f"{number_words(n // 1000)} ribu" if n % 1000 == 0 and n >= 2000 else str(n)

    def upto(self, n, at_least=1):
        return self.num(self.r.randint(at_least, n))

    def street(self):
        r = self.r
        a = f"{r.choice(ROAD)} {self.one_of(STREET + VILLAGE)}"
        if r.random() < .15: a += " " + r.choice(["Raya", "Indah", "Permai", "Timur", "Barat", "Baru", "Lama", "Dalam", "Asri", "1", "2", "3", "IV", "dua", "tiga"])
        n, x, no = r.choice([r.randint(1, 30), r.randint(1, 250)]), r.random(), r.choice(["nomor", "nomor", "No.", "no", "Nomor", "nomer"])
        if x < .35: a += f" {no} {self.num(n)}"
        elif x < .45: a += f" {self.num(n)}"
        elif x < .52: a += f" Blok {r.choice('ABCDEFGHJK')}{r.choice(['', str(r.randint(1, 12))])} {no} {self.num(n)}"
        elif x < .56: a += f" kilometer {self.upto(40)}"
        elif x < .60: a += f" {n}{r.choice('ABC')}"
        if r.random() < .18:
            t, w = r.randint(1, 15), r.randint(1, 12)
            a += r.choice([f" RT {t} RW {w}", f" RT 0{t % 10}/0{w % 10}", f" RT {self.num(t)} RW {self.num(w)}", f", RT {t}, RW {w}", f" RT {t}"])
        z, sep = r.random(), r.choice([", ", ", ", " ", " di "])
        if z < .20: a += sep + self.one_of(CITY)
        elif z < .30: a += f"{sep}{r.choice(['Desa', 'Kelurahan', 'Kecamatan', 'Dusun', 'Kampung'])} {self.one_of(VILLAGE)}"
        elif z < .36: a += ", " + r.choice(NEAR)
        elif z < .40: a = f"{r.choice(NEAR)}, {a}"
        elif z < .44: a = self.one_of(VILLAGE)
        elif z < .47: a = r.choice(NEAR)
        elif z < .50: a = f"{r.choice(['Warung', 'Kantor', 'Kos', 'SMP Negeri', 'Masjid', 'Ruko', 'Bengkel', 'Toko'])} {self.one_of(STREET)}{sep}{a}"
        return a

    def address(self):
        r, x = self.r, self.r.random()
        a, s = self.street(), self.r.choice([", ", " ", ", "])
        mark = f"{r.choice(WHERE)} {r.choice(SPOT)}"
        if x < .62: return a
        if x < .70: return f"{r.choice(SHOP)} {self.one_of(STREET + FIRST)}{s}{a}"
        if x < .78: return f"{a}{s}{mark}"
        if x < .84: return f"{mark}{s}{a}"
        if x < .88: return f"{r.choice(PLACE)} {r.choice(['', '', self.upto(12) + ' '])}{self.one_of(VILLAGE + STREET)}{s}{a}"
        if x < .92: return f"{r.choice(ESTATE)} {self.one_of(STREET)}{r.choice([' Indah', ' Permai', ' Residence', '', ''])} {r.choice(['nomor', 'No.', 'blok A', 'blok B2', 'unit', 'lantai'])} {self.upto(90)}"
        if x < .96: return f"{a}{s}{r.choice(['rumah', 'kontrakan', 'kos', 'lorong', 'gang'])} {r.choice(['pertama', 'kedua', 'ketiga', 'paling ujung', 'nomor ' + self.upto(9), 'cat hijau', 'sebelah kiri', 'sebelah kanan'])}"
        return mark

    # ---- amounts: (phrase, its amounts in the phrase's own words)

    def dozens(self):
        k = self.r.choice(DOZENS)
        phrase, amounts = f"{k} {self.r.choice(DRINK)}", [k]
        if self.r.random() < .3:
            one = f"{self.upto(9)} {self.r.choice(UNIT)}"
            phrase += self.r.choice([" lebih ", " tambah ", " sama ", " dan ", ", tambah lagi "]) + one
            amounts.append(one)
        return phrase, amounts

    def each(self):
        r, kinds = self.r, [self.r.choice(DRINK) for _ in range(self.r.choice([2, 2, 3, 4]))]
        one = f"{self.upto(9)} {r.choice(UNIT) if r.random() < .5 else ''}".strip()
        these = ", ".join(kinds[:-1]) + r.choice([" dan ", " sama ", ", "]) + kinds[-1]
        return r.choice([f"{these} masing-masing {one}", f"masing-masing {one} {these}", f"{these}, masing-masing {one}", f"masing-masing {one} untuk {these}"]), [one] * len(kinds)

    def listed(self):
        r, parts, amounts, after = self.r, [], [], self.r.random() < .3
        for _ in range(r.choice([1, 1, 1, 1, 1, 2, 2, 2, 3, 4])):
            n = r.choice([r.randint(1, 10), r.randint(1, 10), r.randint(1, 10), r.randint(11, 40), r.choice([12, 15, 20, 24, 25, 30, 36, 48, 50, 60, 75, 100, 120, 144, 150, 200, 250, 1500])])
            unit = r.choice(UNIT) if r.random() < .6 else ""
            if n == 1 and unit and r.random() < .5:
                one = "se" + unit.split()[0]
                part = f"{one} {r.choice(DRINK)}"
            else:
                one = f"{self.num(n)} {unit}".strip()
                part = f"{r.choice(DRINK)} {one}" if after else one + (f" {r.choice(DRINK)}" if r.random() < .85 else "")
            if r.random() < .07: part += r.choice(SIZE)
            parts.append(part)
            amounts.append(one)
        if r.random() < .05:  # what is no drink is not counted
            parts.append(r.choice(FOOD) + self.upto(9) + r.choice([" porsi", " bungkus", ""]) + r.choice([" tapi itu bukan minuman", ", makanan nggak dihitung", " makanan"]))
        glue = r.choice([" dan ", " sama ", ", ", " ditambah ", ", terus ", " tambah ", " plus ", ", tambah lagi "])
        return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + glue + parts[-1], amounts

    def noun_first(self):
        """teh botolnya dua, kopinya tiga"""
        r, parts, amounts = self.r, [], []
        for _ in range(r.choice([1, 1, 2, 2, 3])):
            one = self.upto(12) + (f" {r.choice(UNIT)}" if r.random() < .4 else "")
            parts.append(f"{r.choice(DRINK)}{r.choice(['nya', 'nya', ''])} {one}")
            amounts.append(one)
        return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + r.choice([", ", " dan ", " sama ", " terus "]) + parts[-1], amounts

    def two_kinds(self):
        r, drink, (k1, k2) = self.r, self.r.choice(DRINK), self.r.choice(KINDS)
        u = f" {r.choice(UNIT)}" if r.random() < .3 else ""
        a, b = self.upto(12) + u, self.upto(12) + u
        return f"{drink} {k1} {a} {r.choice(['dan', 'sama', 'terus'])} {k2} {b}" if r.random() < .5 else f"{a} {drink} {k1} {r.choice(['dan', 'sama', 'plus'])} {b} {k2}", [a, b]

    def only(self):
        d, one = self.r.choice(DRINK), self.upto(12) + self.r.choice(["", f" {self.r.choice(UNIT)}"])
        return self.r.choice([f"{d} cuma {one}", f"{one} saja {d}", f"{d} {one} saja", f"{one} doang", f"{d}-nya {one}", f"minuman {one}", f"{one} minuman", f"sebanyak {one} {d}", f"{d} sebanyak {one}", f"{d} jumlahnya {one}", f"{d}, jumlahnya {one}"]), [one]

    def one_more(self):
        r, u, two = self.r, self.r.choice(UNIT), self.upto(12)
        one = r.choice(["satu", "1", self.upto(12)])
        return f"{one} {u} {r.choice(DRINK)}, {r.choice(['tambah', 'tambah lagi', 'terus nambah', 'sama tambahan', 'plus'])} {two} {u}{r.choice(['', ' lagi', ' ' + r.choice(DRINK)])}", [f"{one} {u}", f"{two} {u}"]

    def quantity(self):
        r = self.r
        kind = r.choices([self.listed, self.dozens, self.each, self.noun_first, self.two_kinds, self.only, self.one_more], [55, 6, 4, 12, 6, 8, 6])[0]
        phrase, amounts = kind()
        if len(amounts) > 1 and "masing" not in phrase and r.random() < .22:  # a total after its parts is not one more part
            phrase += r.choice([", jadi semuanya ", ", totalnya ", ", jadi total ", ", semuanya jadi ", " jadi ", ", jumlahnya "]) + self.upto(60, 2) + r.choice(["", " botol", " ya", ""])
        elif r.random() < .05:
            phrase += r.choice([", harganya ", " harga ", ", jadi ", ", totalnya "]) + r.choice([f"{self.upto(150, 3)} ribu", f"{self.upto(150, 3)} ribu rupiah", f"{r.randint(3, 150)}rb", f"{r.randint(3, 150)}.000"])
        return phrase, amounts

    # ---- what is said beside the order

    def chatter(self):
        r, x = self.r, self.r.random()
        if x < .27: return r.choice(CHAT)
        if x < .45:
            return r.choice([lambda: f"Harganya {self.upto(90, 2)} ribu.", lambda: f"Totalnya {self.upto(300, 10)} ribu, kembali {self.upto(40)} ribu.",
                lambda: f"Sekarang jam {self.upto(20, 6)}" + r.choice([".", " lewat sepuluh.", " kurang lima belas.", " pagi.", " sore."]), lambda: f"Nomor HP 08{r.randint(11, 99)} {r.randint(1000, 9999)} {r.randint(1000, 9999)}.",
                lambda: f"Laporan hari {r.choice(['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'])} tanggal {self.upto(31)}.", lambda: f"Saya {self.first()}, sales daerah {self.one_of(CITY)}.",
                lambda: f"Dengan {self.first()} di sini.", lambda: f"{self.upto(12, 2)} kali {self.upto(20, 2)}.000 jadi {self.upto(200, 10)}.000.", lambda: f"Duitnya {self.upto(10)}0.000, kembaliannya {self.upto(9)}.000.",
                lambda: f"Krat kosong {self.upto(9)} sudah saya bawa.", lambda: f"Galon kosongnya {self.upto(5)}.", lambda: f"Tempo {self.upto(30, 3)} hari, bayarnya tanggal {self.upto(28)}.", lambda: f"HP 08{r.randint(100000000, 9999999999)}.", lambda: f"Jumlah semuanya {self.upto(120, 5)}.", lambda: f"Stok di motor tinggal {self.upto(40, 2)} botol.", lambda: f"Kemarin cuma laku {self.upto(20, 2)}.", lambda: f"Target hari ini {self.upto(200, 20)}."])()
        if x < .75: return r.choice(NOISE)
        n, k = self.titled(self.first()), self.upto(30)
        return r.choice([f"{r.choice(DAY).capitalize()} pesan lagi {k}.", f"Katanya {r.choice(DAY)} mau {k} lagi.", f"{r.choice(PAST).capitalize()} dia beli {k}.", f"Utangnya {k} ribu belum dibayar.", f"Stok tinggal {k} dus.",
            f"{n} cuma tanya harga.", f"{n} lagi nggak ada di rumah.", f"{n} titip salam.", f"{n} bilang {r.choice(DAY)} saja.", f"{n} tokonya tutup.", f"Sisa di gudang {k} krat.", f"Saya antar jam {self.upto(20, 6)}.",
            f"Retur {k} botol pecah.", f"Botol kosong {k}.", f"Sudah {k} rumah hari ini.", f"Rute hari ini {self.one_of(VILLAGE)}.", f"{r.choice(HELLO)}, {self.first()} di sini.",
            f"{r.choice(HELLO)}, ini laporan {r.choice(['pagi', 'siang', 'sore', 'hari ini', 'kunjungan', 'penjualan'])}."])

    # ---- orders: (sentences, rows)

    def tell(self, n, a, q):
        """The sentences that say name, address and quantity; each may be None."""
        r = self.r
        f, b, at = r.choice(FILL) if r.random() < .3 else "", r.choice(BUY), r.choice(AT)
        its = r.choice(["belinya", "pesannya", "ambilnya", "ordernya", "pesanannya", "beliannya", "mintanya"])
        if n and a and q:
            return r.choice(self.plainly(n, a, q, f, b, at) * 2 + self.chattily(n, a, q, f, b, its))
        if n and q: return r.choice([[f"{f}{n} {b} {q}."], [f"{n}, {q}."], [f"{q} buat {n}."], [f"{f}{n} {q}."], [f"{n} {b} {q}, alamatnya nanti saya susulkan."], [f"atas nama {n}, {q}, alamatnya saya lupa."]])
        if a and q: return r.choice([[f"{f}{a}, {q}."], [f"antar {q} ke {a}."], [f"yang di {a} {b} {q}, namanya tidak tahu."], [f"{f}di {a} {b} {q}."]])
        if n and a: return r.choice([[f"{n}, {a}."], [f"{f}{n} {at} {a}, jumlahnya belum tahu."]])
        return [f"{n or a or q}."]

    def plainly(self, n, a, q, f, b, at):
        r = self.r
        return [[f"{f}{n} {at} {a} {b} {q}."], [f"{f}{n}, {a}, {q}."], [f"{f}{n}, {at} {a}, {b} {q}."], [f"{f}{n} {b} {q}, {at} {a}."],
            [f"{f}{n} {b} {q}.", f"{r.choice(['Alamatnya', 'Alamat', 'Rumahnya', 'Tinggalnya di', 'Kirim ke', 'Diantar ke'])} {a}."],
            [f"Nama {n}.", f"Alamat {a}.", f"{r.choice(['Jumlah', 'Jumlahnya', 'Belinya', 'Pesanannya', 'Minumannya'])} {q}."], [f"nama: {n}, alamat: {a}, jumlah: {q}."],
            [f"{q} {r.choice(['untuk', 'buat', 'punya', 'pesanan'])} {n}, {at} {a}."], [f"{a}, {r.choice(['atas nama', 'nama', 'namanya', 'pembelinya', 'orangnya'])} {n}, {b} {q}."],
            [f"{f}{r.choice(['ada pesanan dari', 'pembelinya', 'pelanggannya', 'yang beli', 'titipan dari', 'orderan'])} {n}, {q}, {at} {a}."], [f"Di {a} ada {n} {b} {q}."], [f"Saya di {a}.", f"{n} {b} {q}."],
            [f"{n} itu {at} {a}.", f"Dia {b} {q}."], [f"{f}{r.choice(['kirim', 'antar', 'tolong antar', 'bawakan'])} {q} ke {a}, {r.choice(['atas nama', 'buat', 'untuk', 'ke'])} {n}."], [f"{f}{n} {a} {q}."]]

    def chattily(self, n, a, q, f, b, its):
        r = self.r
        return [[f"{f}barusan dari {a}, {n} {b} {q}."], [f"{f}ketemu {n} di {a}, dia {b} {q}."], [f"{f}catat ya, {n}, {a}, {q}."], [f"{n} yang di {a} itu {its} {q}."], [f"{n} {its} {q}, rumahnya {a}."],
            [f"Langganan saya {n} {b} lagi {q}.", f"Alamat biasa, {a}."], [f"Ada yang pesan {q}, namanya {n}, alamatnya {a}."], [f"Ada yang pesan {q}.", f"Namanya {n}.", f"Alamatnya {a}."], [f"Di {a} ya, yang beli {n}, {q}."],
            [f"Namanya {n}.", f"{its.capitalize()} {q}.", f"Tinggalnya {a}."], [f"{f}{q} diantar ke {a}, penerimanya {n}."], [f"Tolong kirim {q} ke {n}, {a}."], [f"{n} mau {q}.", f"Dia di {a}."], [f"{f}{n}, {its} {q}, lokasinya {a}."],
            [f"Rumah {n} {r.choice(['di', 'di daerah', 'itu di'])} {a}, {its} {q}."], [f"{a}, {n}, {q}."], [f"{a}.", f"{n}.", f"{q}."], [f"Pembeli {n}.", f"Alamat {a}.", f"Minuman {q}."],
            [f"Nama pembeli {n}, alamat {a}, jumlah minuman {q}."], [f"{f}yang di {a} itu {n}, {b} {q}."], [f"Dari {n}, {q}, {a}."], [f"{r.choice(SHOP)} {self.one_of(STREET)}, {n}, {a}, {q}."],
            [f"{n}, pemilik {r.choice(SHOP).lower()}, {a}, {b} {q}."], [f"{n} tadi telepon, {b} {q}, antar ke {a}."], [f"Sudah masuk pesanan {n} {q} untuk {a}."]]

    def order(self):
        r, x = self.r, self.r.random()
        n, a = self.name(), self.address()
        q, amounts = self.quantity()
        if r.random() < .10: n = say = f"{r.choice(SHOP)} {self.one_of(STREET + FIRST + LAST)}"  # a shop that buys, where no person is named
        else: say = n if r.random() < .2 else self.titled(n)
        row = {"nama": n, "alamat": a, "jumlah_minuman": amounts}
        if x < .05: return [self.no_sale(say, a)], []
        if x < .14: return self.corrected(n, say, a, q, row)
        if x < .17: return [f"{say} yang {a}, bukan {say} yang {self.street()}, {r.choice(BUY)} {q}."], [row]
        if x < .21: return self.at_one_place(a)
        if x < .24: return self.two_announced(say, a, q, row)
        if x < .27:
            who = r.choice([f"{r.choice(['Pak RT', 'Bu RT', 'Pak Lurah', 'Bu Kades', 'Pak Haji', 'Bu Bidan', 'Pak Guru'])}, {say}", f"{say} {r.choice(['istrinya Pak', 'suaminya Bu', 'anaknya Pak', 'adiknya Bu', 'mertuanya Pak'])} {self.first()}", f"{say} yang {r.choice(['gemuk', 'kumisan', 'baru pindah', 'jualan pulsa', 'punya warung'])}"])
            return self.tell(who, a, q), [row]
        if x < .30:  # another day's number beside the order
            w = self.upto(30) + r.choice(["", f" {r.choice(UNIT)}"])
            return [*self.tell(say, a, q), r.choice([f"{r.choice(DAY).capitalize()} dia pesan lagi {w}.", f"{r.choice(PAST).capitalize()} dia ambil {w}.", f"Biasanya {w}, sekarang segitu.", f"Dia masih utang {self.upto(90, 5)} ribu.", f"Minta bonus kalender {self.upto(3)}."])], [row]
        if x < .33: return [f"{a}, {q}.", r.choice(["Nggak tahu namanya.", "Namanya lupa.", "Orangnya nggak mau sebut nama.", "Namanya belum saya tanya."])], [{**row, "nama": None}]
        if x < .36: return [f"{say} {r.choice(BUY)} {q}.", r.choice(["Alamatnya lupa saya catat.", "Alamatnya menyusul.", "Alamatnya nggak bilang.", "Nanti alamatnya saya kirim."])], [{**row, "alamat": None}]
        if x < .42: return self.tell(say, None, q), [{**row, "alamat": None}]
        if x < .45: return self.tell(None, a, q), [{**row, "nama": None}]
        if x < .47: return self.tell(say, a, None), [{**row, "jumlah_minuman": []}]
        if x < .51: return self.the_same(say, a, q, row)
        if x < .53:
            m, one = self.name(), f"{self.upto(9)} {r.choice(UNIT)}"
            return [f"{say} dan {self.titled(m)} masing-masing {one} {r.choice(DRINK)}, {r.choice(['dua-duanya di', 'alamat', 'serumah di', 'di'])} {a}."], [{**row, "jumlah_minuman": [one]}, {"nama": m, "alamat": a, "jumlah_minuman": [one]}]
        return self.tell(say, a, q), [row]

    def no_sale(self, say, a):
        w = self.upto(30)
        return self.r.choice([f"{say} nggak jadi beli.", f"{say} tidak jadi.", f"{say} batal pesan.", f"{say} di {a} tidak beli hari ini.", f"{say} kosong, tidak ada orangnya.", f"{say} tanya harga saja, nggak beli.",
            f"{say} belum jadi pesan.", f"{say} minta dicatat dulu tapi belum pasti.", f"{say} batal, padahal tadinya mau {w}.", f"{say} cuma bayar utang {self.upto(90, 5)} ribu."])

    def corrected(self, n, say, a, q, row):
        r, c = self.r, self.r.choice(CORR)
        w = self.quantity()[0] if r.random() < .3 else self.upto(30) + r.choice(["", f" {r.choice(UNIT)}"])
        other, elsewhere, title = self.name(), self.street(), self.r.choice(TITLE)
        y = r.random()
        if y < .25: return self.tell(say, a, f"{w}, {c}, {q}"), [row]
        if y < .40: return self.tell(f"{title} {other}, {c}, {say}", a, q), [row]
        if y < .55: return self.tell(say, f"{elsewhere}, {c}, {a}", q), [row]
        if y < .62: return self.tell(say, a, f"{w}, nggak jadi, {q} saja"), [row]
        if y < .69: return self.tell(say, a, f"tadinya {w}, jadinya {q}"), [row]
        if y < .76: return [f"{say} itu bukan {w} ya, tapi {q}.", f"Alamatnya {a}."], [row]
        if y < .83: return self.tell(f"{title} {other}, bukan, bukan {other}, {say}", a, q), [row]
        if y < .90: return self.tell(say, f"{elsewhere}, bukan, {r.choice(['yang benar ', 'maksudnya ', 'di '])}{a}", q), [row]
        late = self.upto(30) + r.choice(["", f" {r.choice(UNIT)}"])  # corrected a sentence later
        return [r.choice([f"{say}, {a}, {q}.", f"{say} di {a} {r.choice(BUY)} {q}."]), f"{r.choice(['Eh', 'Ralat', 'Maaf', 'Koreksi'])}, {r.choice(['yang ' + say + ' tadi', 'tadi itu', say])} {r.choice(['jadinya', 'yang benar', 'bukan itu, tapi', 'maksudnya'])} {late}."], [{**row, "jumlah_minuman": [late]}]

    def at_one_place(self, a):
        r, k, said, rows = self.r, self.r.choice([2, 2, 3]), [], []
        for _ in range(k):
            m, (q, amounts) = self.name(), self.quantity()
            said.append(f"{self.titled(m)} {r.choice(['', r.choice(BUY) + ' '])}{q}")
            rows.append({"nama": m, "alamat": a, "jumlah_minuman": amounts})
        body, all_of_them = r.choice([", ", ", terus ", ". ", ", lalu "]).join(said), ["Dua-duanya", "Tiga-tiganya"][k - 2]
        return [r.choice([f"Di {a} ada {['dua', 'tiga'][k - 2]} orang: {body}.", f"{a}, {body}.", f"Di {a}, {body}.", f"{body}, semuanya di {a}.", f"{body}. {all_of_them} di {a}."])], rows

    def two_announced(self, say, a, q, row):
        m, a2, (q2, amounts) = self.name(), self.address(), self.quantity()
        say2 = self.titled(m)
        return [f"{say} {self.r.choice(['sama', 'dan', 'dengan'])} {say2}.", *self.tell(say, a, q), *self.tell(say2, a2, q2)], [row, {"nama": m, "alamat": a2, "jumlah_minuman": amounts}]

    def the_same(self, say, a, q, row):
        m, a2 = self.name(), self.address() if self.r.random() < .5 else None
        also = f"{self.titled(m)}{self.r.choice([' sama', ' juga sama', ' sama juga', ' jumlahnya sama'])}" + (f", {a2}" if a2 else "") + "."
        return [*self.tell(say, a, q), also], [row, {"nama": m, "alamat": a2, "jumlah_minuman": row["jumlah_minuman"]}]
