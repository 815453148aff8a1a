#!/usr/bin/env python3
"""Checks a slice of the reform task portal's ledger: alone, offline, with Python 3.8 or newer, nothing else.

    python3 -I verify_slice.py SLICE [--root ROOT] [--key KEY] [--zh]

SLICE is the file from the portal (.json or .json.gz). ROOT is the published root in hexadecimal or base64,
KEY the portal's public key (name+id+base64), both as printed on the daily sheet; without either the file is
only held against itself. Exit code: 0 holds, 1 does not hold, 2 cannot be checked.
"""

import argparse
import base64
import gzip
import hashlib
import json
import sys

V1 = b"reform-task-portal/ledger/v1\n"
CONTENT, LINK = b"reform-task-portal/ledger/v2/content\n", b"reform-task-portal/ledger/v2/link\n"
SEAL = b"reform-task-portal/seal/v1\n"

TEXTS = """
slice | Slice of {chain}: entries {first} to {last} | 台账切片 {chain}：第 {first} 至 {last} 条
asked | - asked for, as the portal states it: {asked} | - 平台所述提取条件：{asked}
rows | - {full} entries in full; {stubs} as digests, unseen | - 全文 {full} 条；仅摘要 {stubs} 条，内容未见
links | - every link holds, up to entry {n} | - 至第 {n} 条，链接逐条吻合
leaf | - entry {n} is sealed: leaf {index} of {size} | - 第 {n} 条已封存：第 {index} 叶，共 {size} 叶
root | - root of the tree: {root} | - 树根：{root}
signed | - signed by {name}; SHA-256 of the key: {key} | - 签名者 {name}；公钥 SHA-256：{key}
own | - the root is the one that was given | - 树根与所给一致
own_key | - the key is the one that was given | - 公钥与所给一致
alone | WARNING: HELD AGAINST NOTHING OUTSIDE THE FILE. | 警告：未与文件以外的任何依据比对。
why | A forged file brings a forged key: give the published --root or --key. | 请输入公布的 --root 或 --key。
holds | HOLDS | 核验通过
fails | DOES NOT HOLD: {why} | 核验不通过：{why}
unread | CANNOT BE CHECKED: {why} | 无法核验：{why}
no_slice | this is no slice, or it is damaged ({where}) | 不是台账切片或已损坏（{where}）
number | entry {n} is expected, but entry {found} follows | 应为第 {n} 条，实为第 {found} 条
hidden | entry {n} was asked for, but only its digest is given | 第 {n} 条应给出全文，却只有摘要
algorithm | entry {n} names an algorithm that is not known | 第 {n} 条的算法不明
altered | entry {n} was altered, or does not follow entry {before} | 第 {n} 条被改动或与第 {before} 条不相接
begin | the first entry of a chain continues nothing | 链的首条之前不应有记录
cut | the rows end at entry {n}, the seal is on entry {leaf} | 记录止于第 {n} 条，封存的是第 {leaf} 条
head | entry {n} is not the one that was sealed | 第 {n} 条与封存时不符
proof | the proof does not lead from the sealed head to the root | 证明路径不能由封存的链头得出树根
unsigned | no key that was given signed the checkpoint | 检查点未由所给公钥签名
other_root | the root differs from the one that was given | 树根与所给不一致
sum | the file was altered after it was made: its checksum differs | 文件生成后被改动：校验和不符
"""
SAY = {line.split(" | ")[0]: line.split(" | ")[1:] for line in TEXTS.strip().splitlines()}


class Fails(Exception):
    def __init__(self, why, code=1, **facts):
        super().__init__(why)
        self.why, self.code, self.facts = why, code, facts


# Ed25519 (RFC 8032), verifying only. Points are (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z; None is none.
P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def times(number, point):
    if not number:
        return 0, 1, 1, 0
    twice = times(number >> 1, add(point, point))
    return add(twice, point) if number & 1 else twice


def point_of(data):
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or v * x * x % P != u or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    if (len(key), len(signature)) != (32, 64):
        return False
    public, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if public is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    a, b = times(s, BASE), add(r, times(h, public))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read(line, before, after, where):
    """The JSON between two pieces of a line, which must be written in the one canonical way."""
    try:
        value = json.loads(line[len(before) : len(line) - len(after)].decode())
        if before + canonical(value) + after == line and isinstance(value, dict):
            return value
    except (ValueError, RecursionError):
        pass
    raise Fails("no_slice", 2 if where == "header" else 1, where=where)


def link(previous, digest):
    return hashlib.sha256(LINK + f"{previous}\n{digest}\n".encode()).hexdigest()


def hash_of(said, previous, n):
    if said.get("algorithm") == "sha256-v2":
        return link(previous, hashlib.sha256(CONTENT + canonical(said)).hexdigest())
    if said.get("algorithm") == "sha256-v1":  # hashed the hash before it with the content
        return hashlib.sha256(V1 + canonical(dict(said, previous_hash=previous))).hexdigest()
    raise Fails("algorithm", n=n)


def walk(header, lines):
    """Follows the chain row by row; gives the last number and hash, how many came in full, how many not."""
    n, last, full, stubs = header["first"] - 1, header["before"], 0, 0
    for line in lines:
        n, more = n + 1, line.endswith(b",\n")
        row = read(line, b"", b",\n" if more else b"\n", f"entry {n}")
        said = row.get("content", row)
        if type(said["n"]) is not int or said["n"] != n:
            raise Fails("number", n=n, found=said["n"])
        if said is row and n <= header["last"] and not header["asked"]["filter"]:
            raise Fails("hidden", n=n)
        found = link(last, row["digest"]) if said is row else hash_of(said, last, n)
        if row["hash"] != found or len(row) != (3 if said is row else 2):
            raise Fails("altered", n=n, before=n - 1)
        last, full, stubs = found, full + (said is not row), stubs + (said is row)
        if not more:
            break
    return n, last, full, stubs


def root_of(leaf, index, size, proof):
    """The root that an audit path leads to (RFC 9162, 2.1.3.2); None when it has the wrong length."""
    last = size - 1
    for step in proof:
        if not last:
            return None
        if index & 1 or index == last:
            leaf = hashlib.sha256(b"\1" + step + leaf).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = hashlib.sha256(b"\1" + leaf + step).digest()
        index, last = index >> 1, last >> 1
    return None if last else leaf


def signer(note, keys):
    """The name and the bytes of the first of the keys (name+id+base64) that signed the checkpoint."""
    text, _blank, tail = note.rpartition("\n\n")
    for line in tail.splitlines():
        _dash, name, signature = line.split(" ")
        raw = base64.b64decode(signature, validate=True)
        for key in keys:
            who, _id, data = key.split("+", 2)
            public = base64.b64decode(data, validate=True)
            mark = hashlib.sha256(who.encode() + b"\n" + public).digest()[:4]
            speaks = who == name == text.split("\n")[0] and raw[:4] == mark and public[:1] == b"\1"
            if speaks and is_signed(public[1:], f"{text}\n".encode(), raw[4:]):
                return name, public[1:]
    raise Fails("unsigned")


def check(file, root, keys, say):
    total = hashlib.sha256()
    rest = (total.update(line) or line for line in file)
    header = read(next(rest, b""), b'{"header":', b",\n", "header")
    first, last, whole = header["first"], header["last"], type(header["first"]) is type(header["last"]) is int
    if header["format"] != "reform-task-portal/slice/v1" or next(rest, b"") != b'"rows":[\n' or not whole:
        raise Fails("no_slice", 2, where="header")
    say("slice", chain=header["chain"], first=first, last=last)
    say("asked", asked=canonical(header["asked"]).decode())
    if not 1 <= first <= last or (first == 1 and header["before"] != "0" * 64):
        raise Fails("begin")
    n, found, full, stubs = walk(header, rest)
    say("rows", full=full, stubs=stubs)
    say("links", n=n)
    if next(rest, b"") != b"],\n":
        raise Fails("no_slice", where="rows")
    seal, stated = read(next(rest, b""), b'"seal":', b",\n", "seal"), total.hexdigest().encode()
    if list(rest) != [b'"sha256":"' + stated + b'"}\n']:
        raise Fails("sum")
    leaf, note = seal["leaf"], seal["checkpoint"]
    if leaf["n"] != n or n < last:
        raise Fails("cut", n=n, leaf=leaf["n"])
    if leaf["hash"] != found:
        raise Fails("head", n=n)
    _origin, size, stated = note.split("\n")[:3]
    data = hashlib.sha256(b"\0" + SEAL + f"{header['chain']}\n{n}\n{found}\n".encode()).digest()
    reached = root_of(data, leaf["index"], int(size), [bytes.fromhex(step) for step in seal["proof"]])
    if not 0 <= leaf["index"] < int(size) or reached != base64.b64decode(stated, validate=True):
        raise Fails("proof")
    say("leaf", n=n, index=leaf["index"], size=size)
    say("root", root=reached.hex())
    name, key = signer(note, keys or seal["keys"])
    say("signed", name=name, key=hashlib.sha256(key).hexdigest())
    if root and root.lower() != reached.hex() and root != stated:
        raise Fails("other_root")
    for what in ["own"] * bool(root) + ["own_key"] * bool(keys) or ["alone", "why"]:
        say(what)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("slice")
    parser.add_argument("--root", help="the published root, hexadecimal or base64")
    parser.add_argument("--key", action="append", help="the portal's public key, name+id+base64")
    parser.add_argument("--zh", action="store_true", help="中文输出")
    asked = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")

    def say(what, **facts):
        print(SAY[what][asked.zh].format(**facts), flush=True)

    try:
        with (gzip.open if asked.slice.endswith(".gz") else open)(asked.slice, "rb") as file:
            check(file, asked.root, asked.key, say)
    except Fails as failure:
        why = SAY[failure.why][asked.zh].format(**failure.facts)
        say("fails" if failure.code == 1 else "unread", why=why)
        return failure.code
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        say("unread", why=f"{type(error).__name__}: {error}")
        return 2
    say("holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
