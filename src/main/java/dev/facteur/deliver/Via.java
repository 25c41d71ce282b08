package dev.facteur.deliver;

/// The way an attempt took, for its event.
///
/// @param provider the id of its preset; `""` for a server of one's own
/// @param tls protocol and cipher suite, `""` when no TLS was spoken
public record Via(
        String route, String provider, String host, String address, int port, String tls) {}
