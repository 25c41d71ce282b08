package dev.facteur.deliver.direct;

/// A mail server of a domain.
///
/// @param preference the lower, the sooner it is tried; 0 where the domain names none and is its
///   own (RFC 5321 §5.1)
/// @param host in A-labels, lower case, without the final dot; `[192.0.2.1]` where the address of a
///   recipient names no domain
public record Exchange(int preference, String host) {}
