package dev.facteur.queue;

import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;

/// What waits together: the unit of fairness. A lane in trouble holds no other lane up.
///
/// @param destination the recipient's domain for direct delivery, `""` where a provider takes all
/// @param pinned the only route it may take; 0 for those of its site
public record Lane(long siteId, Stream stream, Urgency urgency, String destination, long pinned) {}
