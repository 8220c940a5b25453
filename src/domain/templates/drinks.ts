import type { Template } from "../template.js";

/** The built-in template: who bought how many drinks, and where. */
export const drinks: Template = {
  name: "minuman",
  record: "one buyer spoken of, with what that buyer ordered",
  fields: [
    {
      key: "nama",
      heading: "Nama",
      type: "string",
      kind: "text",
      description:
        "Name of the buyer without a title: leave out Pak, Bapak, Bu, Ibu, Mas, Mbak, Kak, Bang, Pakde, Bude, Om, Tante, Haji, Hajah, Nyonya, Tuan. A shop or a product is not a name.",
      examples: [
        { said: "Pak Zorbin", value: "Zorbin" },
        { said: "Ibu Hajah Quenda Trisbo", value: "Quenda Trisbo" },
      ],
    },
    {
      key: "alamat",
      heading: "Alamat",
      type: "string",
      kind: "text",
      description:
        "Address as it was said, complete: street, number, RT and RW, block, village, district, city. Keep its words and their order; add nothing.",
      examples: [
        {
          said: "rumahnya di Jalan Wexomi nomor 12 RT 3 RW 5, Drakelu",
          value: "Jalan Wexomi nomor 12 RT 3 RW 5, Drakelu",
        },
      ],
    },
    {
      key: "jumlah_minuman",
      heading: "Jumlah minuman yang di beli",
      type: "integer",
      kind: "count",
      most: 10_000,
      description:
        "Total number of drinks of this buyer: add up all kinds. A pack, box or crate counts as the number said, not as its content. selusin is 12, setengah lusin is 6. A correction (eh maaf, ralat, eh bukan, eh salah) replaces the whole quantity said before it for that buyer. Prices, times and house numbers are not quantities.",
      examples: [
        { said: "tiga teh dan dua kopi", value: 5 },
        { said: "selusin es jeruk", value: 12 },
        { said: "setengah lusin teh botol", value: 6 },
        { said: "18 dus air mineral", value: 18 },
        { said: "sebungkus kopi", value: 1 },
        { said: "sepuluh jus dan lima teh, eh maaf, empat kopi", value: 4 },
      ],
    },
  ],
  examples: [
    {
      said: "Selamat pagi. Bu Quenda Trisbo di Gang Plovera nomor 7, Drakelu, ambil dua puluh teh botol sama lima kopi susu. Harganya 90 ribu. Terus Mas Zorbin pesan selusin es jeruk, ralat, delapan. Sampai besok.",
      records: [
        { nama: "Quenda Trisbo", alamat: "Gang Plovera nomor 7, Drakelu", jumlah_minuman: 25 },
        { nama: "Zorbin", alamat: null, jumlah_minuman: 8 },
      ],
    },
    {
      said: "Antar tiga dus air mineral ke Jalan Wexomi nomor 12.",
      records: [{ nama: null, alamat: "Jalan Wexomi nomor 12", jumlah_minuman: 3 }],
    },
    { said: "Halo, jam delapan saya jalan, cuacanya panas sekali.", records: [] },
  ],
  invented: ["Zorbin", "Quenda", "Trisbo", "Wexomi", "Drakelu", "Plovera"],
};
