"""A certificate that our own servers show and nobody trusts who was not told to."""

import ssl

from house import ROOT

OWN_CA = ROOT / "tests/certificates/server.pem"
"""for 127.0.0.1 and no other name"""


def server_side() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(OWN_CA, OWN_CA.with_suffix(".key"))
    return context


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=OWN_CA)
