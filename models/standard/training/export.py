"""The trained weights as a GGUF.

python3 export.py FOLDER OUT.gguf [--type q5_0]      (f16, q8_0, q5_0, q4_0; the embeddings are never under q8_0)
"""
import argparse
import json

import torch

from gguf_file import TYPES, write
from model import build, state_for_gguf

p = argparse.ArgumentParser()
p.add_argument("folder"), p.add_argument("out"), p.add_argument("--type", choices=TYPES, default="q5_0")
a = p.parse_args()
keep, net = json.load(open(f"{a.folder}/keep.json")), build(f"{a.folder}/start.gguf")
net.load_state_dict({k: v.float() for k, v in torch.load(f"{a.folder}/model.pt", map_location="cpu").items()})
write(a.out, f"{a.folder}/start.gguf", keep, state_for_gguf(net), a.type)
print("wrote", a.out, len(keep), "tokens")
