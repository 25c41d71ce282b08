package dev.facteur.deliver.tlsreport;

/// One session with a server, or an attempt at one, as it is counted. Two that are equal are the
/// same line of a report.
///
/// @param domain of the recipient, who is told
/// @param host of the server; `""` when none was called
/// @param address of the server; `""` when none was called
/// @param from our own address; `""` when none was called
/// @param detail a word on the failure; `""` for none
public record TlsSession(
        String domain,
        AppliedPolicy policy,
        TlsResult result,
        String host,
        String address,
        String from,
        String detail) {
    /// A session that brought what was demanded. Where to, nobody asks.
    public static TlsSession success(String domain, AppliedPolicy policy) {
        return new TlsSession(domain, policy, TlsResult.SUCCESS, "", "", "", "");
    }

    /// One that failed before a server was called.
    public static TlsSession failure(
            String domain, AppliedPolicy policy, TlsResult result, String host) {
        return new TlsSession(domain, policy, result, host, "", "", "");
    }

    /// The same without what tells one server from another.
    TlsSession inGeneral() {
        return new TlsSession(domain, policy, result, "", "", "", "");
    }
}
