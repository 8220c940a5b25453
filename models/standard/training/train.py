"""Trains the extractor on synthetic notes, on a GPU where PyTorch sees one, else on the CPU. Ended at any moment it goes on from its last save.

python3 train.py FOLDER [--minutes 60] [--anneal]
  FOLDER     what prepare.py put there, and model.pt (the weights) from the first save on
  --anneal   the learning rate falls to nothing within these minutes: the last run before an export
Needs torch, tokenizers, gguf, numpy; on a CPU 8 GB of memory, two cores make some 70 notes a minute.
"""
import argparse
import math
import os
import random
import time

import numpy as np
import torch
import torch.multiprocessing as mp
import torch.nn.functional as F

from model import build
from notes import Notes, answer

LENGTH = 512  # tokens of a row of packed notes, and the most that one note with its answer may take

FRAYED, FRAY = 0.3, 0.08  # notes whose words are split otherwise than usual, and how often (BPE-dropout: arXiv 1910.13267): rare names come so


class Encoder:
    """A note -> (tokens, how many of them are the prompt); None where it is too long."""

    def __init__(self, folder, seed=0):
        from tokenizers import Tokenizer
        self.tok, self.frayed = Tokenizer.from_file(f"{folder}/tokenizer.json"), Tokenizer.from_file(f"{folder}/tokenizer.json")
        self.frayed.model.dropout = FRAY
        self.rng = random.Random(seed)
        token = self.tok.token_to_id
        self.before = [token("<bos>"), token("<start_of_turn>"), *self.pieces("user\n")]
        self.between = [token("<end_of_turn>"), *self.pieces("\n"), token("<start_of_turn>"), *self.pieces("model\n")]
        self.end = token("<end_of_turn>")

    def pieces(self, text, tok=None): return (tok or self.tok).encode(text, add_special_tokens=False).ids

    def example(self, text, rows):
        said = self.pieces(text, self.frayed if self.rng.random() < FRAYED else None)
        prompt = [*self.before, *said, *self.between]
        tokens = np.array([*prompt, *self.pieces(answer(rows)), self.end])
        return None if len(tokens) > LENGTH else (tokens, len(prompt))


def packed(examples):
    """Examples -> rows (tokens, positions, note, target), each [n, LENGTH]; target is -1 where nothing is asked."""
    rows = []  # [free, [examples]]
    for e in sorted(examples, key=lambda e: -len(e[0])):
        row = next((r for r in rows if r[0] >= len(e[0])), None)
        if row is None: rows.append(row := [LENGTH, []])
        row[0] -= len(e[0])
        row[1].append(e)
    out = np.zeros((4, len(rows), LENGTH), dtype=np.int32)
    out[3] = -1
    for i, (_, these) in enumerate(rows):
        at = 0
        for number, (tokens, prompt) in enumerate(these, 1):
            n = len(tokens)
            out[0, i, at:at + n], out[1, i, at:at + n], out[2, i, at:at + n] = tokens, np.arange(n), number
            out[3, i, at + prompt - 1:at + n - 1] = tokens[prompt:]
            at += n
    return out


def draw_rows(folder, seed, rows, batches):
    """A process of its own: batches of `rows` packed rows, without end."""
    torch.set_num_threads(1)
    encoder, notes, rng, left = Encoder(folder, seed), Notes(seed), random.Random(seed), []
    while True:
        pool = []
        while len(pool) < 400:
            e = encoder.example(*notes.draw())
            if e: pool.append(e)
        more = packed(pool)
        left += [more[:, i] for i in rng.sample(range(more.shape[1]), more.shape[1])]
        while len(left) >= rows:
            batches.put((np.stack(left[:rows], 1), sum(int(r[2].max()) for r in left[:rows])))
            left = left[rows:]


def save(net, folder):
    """Written beside and renamed: a run that is ended at any moment leaves whole weights."""
    torch.save({k: v.to(torch.bfloat16) for k, v in net.state_dict().items()}, f"{folder}/model.pt.new")
    os.replace(f"{folder}/model.pt.new", f"{folder}/model.pt")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder"), p.add_argument("--minutes", type=float, default=60), p.add_argument("--anneal", action="store_true")
    p.add_argument("--rate", type=float), p.add_argument("--rows", type=int), p.add_argument("--workers", type=int), p.add_argument("--seed", type=int, default=int(time.time()))
    a = p.parse_args()
    gpu = torch.cuda.is_available()
    device, rows, workers, rate = ("cuda", a.rows or 64, a.workers or os.cpu_count() - 1, a.rate or 4e-4) if gpu else ("cpu", a.rows or 4, a.workers or 1, a.rate or 1e-4)
    began = time.time()
    context = mp.get_context("spawn")
    batches = context.Queue(workers * 2 if gpu else 2)
    for i in range(workers): context.Process(target=draw_rows, args=(a.folder, a.seed * 1000 + i, rows, batches), daemon=True).start()
    torch.manual_seed(a.seed)
    net = build(f"{a.folder}/start.gguf")
    if os.path.exists(f"{a.folder}/model.pt"): net.load_state_dict({k: v.float() for k, v in torch.load(f"{a.folder}/model.pt").items()})
    net.to(device).train()
    run = torch.compile(net) if gpu else net
    matrices, vectors = [w for w in net.parameters() if w.ndim > 1], [w for w in net.parameters() if w.ndim <= 1]
    opt = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0}], lr=rate, betas=(0.9, 0.98), fused=True)
    saved, seen, step, mean, waited, started = time.time(), 0, 0, None, 0.0, None
    while (part := (time.time() - began) / (a.minutes * 60)) < 1:
        before = time.time()
        batch, notes = batches.get()
        waited += time.time() - before
        tokens, positions, note, target = torch.from_numpy(batch).to(device).long()
        for g in opt.param_groups: g["lr"] = rate * min(1, (step + 1) / 50) * (max(0.02, 0.5 * (1 + math.cos(math.pi * part))) if a.anneal else 1)
        with torch.autocast(device, torch.bfloat16, enabled=gpu):
            hidden = run(tokens, positions, note)
            asked = target >= 0
            logits = hidden[asked] @ net.embedding.weight.T
        loss = F.cross_entropy(logits.float(), target[asked])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        opt.zero_grad(set_to_none=True)
        seen, step = seen + notes, step + 1
        if started is None: started = time.time()
        if step % (50 if gpu else 10) == 0:
            mean = loss.item() if mean is None else 0.8 * mean + 0.2 * loss.item()
            print(f"step {step} notes {seen} loss {mean:.4f} after {time.time() - began:.0f} s, of which {started - began:.0f} to begin and {waited:.0f} waiting for notes", flush=True)
        if time.time() - saved > 420:
            save(net, a.folder)
            saved = time.time()
    save(net, a.folder)
    with open(f"{a.folder}/log", "a") as f: f.write(f"{time.strftime('%F %R')} notes {seen} loss {mean} minutes {(time.time() - began) / 60:.0f}{' annealed' if a.anneal else ''}\n")
    os._exit(0)  # the processes that draw notes wait for nobody


if __name__ == "__main__": main()
