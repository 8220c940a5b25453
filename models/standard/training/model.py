"""The extractor in PyTorch: Gemma 3 (270M) over a vocabulary that is cut to what Indonesian notes need.

Written out rather than taken from a library: notes are packed into rows of one length, each seeing itself alone, so that the
whole compiles once. `build` reads a GGUF; `state_for_gguf` gives its tensors back.
"""
import gguf
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

LAYERS, WIDTH, HEADS, HEAD, INNER, WINDOW, EPS = 18, 640, 4, 256, 2048, 512, 1e-6
GLOBAL = 6  # every sixth layer turns its positions by the large base; the others see WINDOW tokens back, which a note never fills

# our names of a layer's weights -> GGUF's
PARTS = {"q": "attn_q", "k": "attn_k", "v": "attn_v", "o": "attn_output", "q_norm": "attn_q_norm", "k_norm": "attn_k_norm", "gate": "ffn_gate", "up": "ffn_up", "down": "ffn_down",
         "before_attention": "attn_norm", "after_attention": "post_attention_norm", "before_inner": "ffn_norm", "after_inner": "post_ffw_norm"}


class Norm(nn.Module):
    """RMS norm; `weight` has Gemma's one added, as GGUF holds it."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        f = x.float()
        return (f * torch.rsqrt(f.pow(2).mean(-1, keepdim=True) + EPS) * self.weight).type_as(x)


def angles(positions, base):
    """(cos, sin) [rows, 1, length, HEAD] of rotary positions."""
    turns = positions[:, None, :, None].float() * (1 / base ** (torch.arange(0, HEAD, 2, device=positions.device).float() / HEAD))
    turns = torch.cat([turns, turns], -1)
    return turns.cos(), turns.sin()


def turned(x, cos, sin):
    a, b = x.chunk(2, -1)
    return (x.float() * cos + torch.cat([-b, a], -1).float() * sin).type_as(x)


class Layer(nn.Module):
    def __init__(self, index):
        super().__init__()
        linear = lambda i, o: nn.Linear(i, o, bias=False)
        self.q, self.k, self.v, self.o = linear(WIDTH, HEADS * HEAD), linear(WIDTH, HEAD), linear(WIDTH, HEAD), linear(HEADS * HEAD, WIDTH)
        self.q_norm, self.k_norm = Norm(HEAD), Norm(HEAD)
        self.gate, self.up, self.down = linear(WIDTH, INNER), linear(WIDTH, INNER), linear(INNER, WIDTH)
        self.before_attention, self.after_attention, self.before_inner, self.after_inner = Norm(WIDTH), Norm(WIDTH), Norm(WIDTH), Norm(WIDTH)
        self.is_global = (index + 1) % GLOBAL == 0

    def forward(self, x, near, far, sees):
        cos, sin = far if self.is_global else near
        n, length, _ = x.shape
        h = self.before_attention(x)
        q = turned(self.q_norm(self.q(h).view(n, length, HEADS, HEAD).transpose(1, 2)), cos, sin)
        k = turned(self.k_norm(self.k(h).view(n, length, 1, HEAD).transpose(1, 2)), cos, sin).expand(-1, HEADS, -1, -1)
        v = self.v(h).view(n, length, 1, HEAD).transpose(1, 2).expand(-1, HEADS, -1, -1)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=sees).transpose(1, 2).reshape(n, length, HEADS * HEAD)
        x = x + self.after_attention(self.o(a))
        h = self.before_inner(x)
        return x + self.after_inner(self.down(F.gelu(self.gate(h), approximate="tanh") * self.up(h)))


class Extractor(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        self.layers = nn.ModuleList(Layer(i) for i in range(LAYERS))
        self.norm = Norm(WIDTH)

    def forward(self, tokens, positions, note):
        """tokens, their positions in their note, and the number of their note in the row (padding has one of its own) -> hidden states."""
        length = tokens.shape[1]
        before = torch.ones(length, length, dtype=torch.bool, device=tokens.device).tril()
        sees = (before & (note[:, :, None] == note[:, None, :]))[:, None]
        near, far = angles(positions, 1e4), angles(positions, 1e6)
        x = self.embedding(tokens) * WIDTH ** 0.5
        for layer in self.layers: x = layer(x, near, far, sees)
        return self.norm(x)


def gguf_name(name):
    if name == "embedding.weight": return "token_embd.weight"
    if name == "norm.weight": return "output_norm.weight"
    _, layer, part, _ = name.split(".")
    return f"blk.{layer}.{PARTS[part]}.weight"


def tensors_of(path):
    """GGUF name -> float32 array."""
    return {t.name: gguf.quants.dequantize(t.data, t.tensor_type).astype(np.float32) for t in gguf.GGUFReader(path).tensors}


def build(path):
    """The model that a GGUF holds, in float32."""
    tensors = tensors_of(path)
    model = Extractor(len(tensors["token_embd.weight"]))
    model.load_state_dict({name: torch.from_numpy(tensors[gguf_name(name)].copy()).reshape(w.shape) for name, w in model.state_dict().items()})
    return model


def state_for_gguf(model):
    """GGUF name -> float32 array."""
    return {gguf_name(name): w.detach().float().cpu().numpy() for name, w in model.state_dict().items()}
