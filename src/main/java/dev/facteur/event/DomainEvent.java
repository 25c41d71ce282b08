package dev.facteur.event;

/// A thing that happened to a sender domain. Written once, never changed, in the same transaction
/// as the change of state it tells of.
public sealed interface DomainEvent {

    /// The word in the database, the API and on pages.
    String kind();

    /// A site may send as it from now on.
    record Added(String site) implements DomainEvent {
        @Override
        public String kind() {
            return "domain-added";
        }
    }

    /// A site may no longer send as it.
    record Removed(String site) implements DomainEvent {
        @Override
        public String kind() {
            return "domain-removed";
        }
    }

    /// It may send under its own name from now on.
    ///
    /// @param by the word of `account.Verification.By`
    /// @param record the name of the record that proved it; `""` when a person vouched
    record Verified(String by, String record) implements DomainEvent {
        @Override
        public String kind() {
            return "domain-verified";
        }
    }

    /// A record that stood in its DNS as it should does so no longer.
    ///
    /// @param purpose `dkim`, `spf` or `dmarc`
    /// @param name of the record
    /// @param value as it was last seen
    record RecordGone(String purpose, String name, String value) implements DomainEvent {
        @Override
        public String kind() {
            return "record-gone";
        }
    }

    /// A record whose loss was told stands there again.
    ///
    /// @param purpose as in [RecordGone]
    record RecordBack(String purpose, String name) implements DomainEvent {
        @Override
        public String kind() {
            return "record-back";
        }
    }
}
