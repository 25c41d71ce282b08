package dev.facteur.spool;

/// Where a message lies, and what opens it.
///
/// @param length of the message; encrypted it takes a little more, from `offset` on
public record Place(long segment, long offset, long length, ContentKey key) {}
