"""Asks pyspf about clients. Reads a list of scenes as JSON, writes the results as JSON.

DNS is what stands in the scene; nothing is asked over the network.
"""

import json
import socket
import sys

import spf

zone = {}


def lookup(name, qtype, *_, **__):
    for kind, value in zone.get(name.lower().rstrip("."), []):
        if kind != qtype:
            continue
        if kind == "AAAA":
            value = socket.inet_pton(socket.AF_INET6, value)
        elif kind == "TXT":
            value = (value.encode(),)
        elif kind == "MX":
            value = (10, value)
        yield (name, kind), value


def check(scene):
    zone.clear()
    for name, kind, value in scene["zone"]:
        zone.setdefault(name, []).append((kind, value))
    query = spf.query(
        i=scene["client"],
        s=scene["sender"],
        h=scene["helo"],
        receiver="receiver.example",
        strict=1,
    )
    return query.check()[0]


spf.DNSLookup = lookup
json.dump([check(scene) for scene in json.load(sys.stdin)], sys.stdout)
