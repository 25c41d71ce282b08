package dev.facteur.diagnose;

import java.time.Duration;

/// A record that belongs into somebody's DNS.
///
/// @param name in full, without the final dot
/// @param type `TXT`, `CNAME`, `MX` …
/// @param value as a control panel wants it: text without quotes, names without a final dot
public record ZoneRecord(String name, String type, String value, Duration ttl) {}
