package dev.facteur.spool;

/// Where a message's bytes lie: `length` bytes from `offset` in a segment, with their CRC-32C.
public record Place(long segment, long offset, long length, int checksum) {}
