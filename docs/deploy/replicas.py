"""Which lines of replicas.conf name these replicas? Run: python docs/deploy/replicas.py HOST:PORT HOST:PORT ...

Every replica has a port of its own: the proxy tells them apart by it, and so does the visitor's cookie.
"""

import sys

HEAD = """\
# Where the replicas are. Written by: python docs/deploy/replicas.py {addresses}
# A replica is known by its port. One that fails is left out for ten seconds, and its visitors go to another.
"""
LIMITS = "max_fails=1 fail_timeout=10s"


def replicas_conf(addresses: list[str]) -> str:
    """Write the upstreams and the map from cookie to upstream; raises ValueError where two share a port."""
    ports = [address.rpartition(":")[2] for address in addresses]
    if not addresses or len(set(ports)) < len(ports) or not all(port.isdigit() for port in ports):
        raise ValueError(f"give HOST:PORT for each replica, every port once; came: {' '.join(addresses) or 'nothing'}")
    blocks = [HEAD.format(addresses=" ".join(addresses)), _new_visitors(addresses)]
    blocks += [_one_first(port, address, addresses) for port, address in zip(ports, addresses, strict=True)]
    cookies = "\n".join(f"    {port} replica_{port};" for port in ports)
    blocks.append(f"map $cookie_layerwise_replica $replica {{\n    default any;\n{cookies}\n}}\n")
    return "\n".join(blocks)


def _new_visitors(addresses: list[str]) -> str:
    servers = "\n".join(f"    server {address} {LIMITS};" for address in addresses)
    return (
        "# A new visitor: the replica with the fewest open visits.\n"
        f"upstream any {{\n    zone any 64k;\n    least_conn;\n{servers}\n}}\n"
    )


def _one_first(port: str, first: str, addresses: list[str]) -> str:
    others = "\n".join(f"    server {address} {LIMITS} backup;" for address in addresses if address != first)
    return (
        f"upstream replica_{port} {{\n    zone replica_{port} 64k;\n    server {first} {LIMITS};\n"
        + (others + "\n" if others else "")
        + "}\n"
    )


if __name__ == "__main__":
    try:
        print(replicas_conf(sys.argv[1:]), end="")
    except ValueError as error:
        sys.exit(str(error))
