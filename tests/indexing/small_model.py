"""A weights file of the packaged format with a few kilobytes of random weights, for tests."""

import struct

import numpy as np

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁query", "▁passage", ":", "算", "法", "算法", "～"]
SIZES = {"hidden": 32, "layers": 1, "heads": 2, "inner": 64, "rows": 14, "positions": 16}


def packed_bytes(seed=1, magic=b"E5S1", scale=0.05):
    """Return a small weights file of the packaged format with random weights."""
    rng = np.random.default_rng(seed)
    hidden, inner = SIZES["hidden"], SIZES["inner"]
    squares = {f"l0.{part}.w": hidden * hidden for part in ("q", "k", "v", "ao")}
    quantised = {"emb.word": SIZES["rows"] * hidden, **squares}
    quantised |= {"l0.fi.w": inner * hidden, "l0.fo.w": inner * hidden}
    plain = {"emb.pos": SIZES["positions"] * hidden, "emb.type": 2 * hidden, "l0.fi.b": inner}
    plain |= {f"l0.{part}.b": hidden for part in ("q", "k", "v", "ao", "fo")}
    plain |= {f"{norm}.{part}": hidden for norm in ("emb.ln", "l0.aln", "l0.oln") for part in "wb"}
    tensors = []
    for name, count in quantised.items():
        blocks = np.empty(count // 32, dtype=[("scale", "<f2"), ("nibbles", "u1", 16)])
        blocks["scale"] = scale
        blocks["nibbles"] = rng.integers(0, 256, (count // 32, 16))
        tensors.append((name, 1, count, blocks.tobytes()))
    for name, count in plain.items():
        tensors.append((name, 0, count, rng.normal(size=count).astype("<f4").tobytes()))

    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    scores = np.array([0, 0, 0, 0, *range(-2, -len(PIECES) + 2, -1)], "<f4")
    head = magic + struct.pack("<I7ifi", 1, hidden, 1, 2, inner, 14, 16, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends.tobytes() + scores.tobytes() + blob + struct.pack("<iI", 0, 0)
    head += struct.pack("<i", len(tensors))
    offset = len(head) + sum(2 + len(name) + 21 for name, *_ in tensors)
    for name, kind, count, data in tensors:
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, count, offset, len(data))
        offset += len(data)
    return head + b"".join(data for *_, data in tensors)
