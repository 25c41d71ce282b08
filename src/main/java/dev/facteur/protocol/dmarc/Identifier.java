package dev.facteur.protocol.dmarc;

/// A domain that another check has something to say of: a signature's, or that of SPF.
public record Identifier(Method method, String domain, Proof proof) {
    public enum Method {
        DKIM,
        /// Of MAIL FROM alone (RFC 9989 §4.4.2), for which HELO stands where that is empty (RFC
        /// 7208 §2.4).
        SPF
    }

    public enum Proof {
        PASSED,
        NOT_PASSED,
        /// DNS gave no answer for now.
        UNKNOWN
    }
}
