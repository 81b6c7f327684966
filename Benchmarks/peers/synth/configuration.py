"""What a synthetic run's configuration is: the sampled keys within a common base. Needs no numpy."""

import hashlib
import json
import os

BASE_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "base_cfg.json")
with open(BASE_FILE) as base_file:
    BASE = json.load(base_file)

KEYS = ["DEPTH", "W0", "WA", "WM", "GROUP_W", "BASE_LR", "OPTIMIZER", "LR_POLICY", "MAX_EPOCH", "CUTOUT_LENGTH"]
WHERE = {**{k: "REGNET" for k in KEYS[:5]}, **{k: "OPTIM" for k in KEYS[5:9]}, "CUTOUT_LENGTH": "TRAIN"}


def cfg_hash(k):
    """The hash by which the other stores find a run; a .hasb file has its own."""
    return hashlib.sha1(json.dumps({a: k[a] for a in KEYS}, sort_keys=True).encode()).hexdigest()[:16]
