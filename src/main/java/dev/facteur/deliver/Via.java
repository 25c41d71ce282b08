package dev.facteur.deliver;

/// The way an attempt took, for its event.
///
/// @param tls protocol and cipher suite, `""` when no TLS was spoken
public record Via(String route, String host, String address, int port, String tls) {}
