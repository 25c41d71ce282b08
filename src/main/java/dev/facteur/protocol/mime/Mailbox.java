package dev.facteur.protocol.mime;

import dev.facteur.mail.Address;

/// A mailbox of a header (RFC 5322 §3.4): an address and the name shown beside it, decoded, `""`
/// when there is none. The address is in its plainest form: comments and whitespace gone, the local
/// part without quotes where it needs none.
public record Mailbox(String name, Address address) {}
