package dev.facteur.protocol.dns;

import org.xbill.DNS.Type;

/// The types that mail asks for.
public enum RecordType {
    A(Type.A),
    AAAA(Type.AAAA),
    CNAME(Type.CNAME),
    MX(Type.MX),
    NS(Type.NS),
    PTR(Type.PTR),
    SOA(Type.SOA),
    TLSA(Type.TLSA),
    TXT(Type.TXT);

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    /// Its number on the wire.
    public int code() {
        return code;
    }
}
