package dev.facteur.protocol.dns;

/// Asks DNS. Implementations may be used by many threads at once, and block.
public interface Dns {
    /// All records of a type at a name, aliases (CNAME) followed.
    ///
    /// @param name with or without the final dot; never completed by a search list
    /// @throws DnsTrouble when there is no answer to rely on; a name or type that does not exist is
    ///   an answer
    DnsAnswer ask(String name, RecordType type) throws DnsTrouble;
}
