package dev.facteur.track;

import dev.facteur.mail.Stream;

/// What a site counts of the mails of a stream.
///
/// @param domain to which links and images lead; small letters
public record TrackingRule(
        long siteId, Stream stream, String domain, boolean opens, boolean clicks) {}
