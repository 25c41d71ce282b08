package dev.facteur.event;

import java.util.List;

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

    /// It has next keys, which do not sign yet.
    ///
    /// @param selectors under which their records belong into DNS
    record KeysMade(List<String> selectors) implements DomainEvent {
        public KeysMade {
            selectors = List.copyOf(selectors);
        }

        @Override
        public String kind() {
            return "keys-made";
        }
    }

    /// Its mail is signed with other keys from now on.
    ///
    /// @param selectors that sign now
    /// @param replaced that sign no more; their records have to stay for some days
    record KeysSwitched(List<String> selectors, List<String> replaced) implements DomainEvent {
        public KeysSwitched {
            selectors = List.copyOf(selectors);
            replaced = List.copyOf(replaced);
        }

        @Override
        public String kind() {
            return "keys-switched";
        }
    }

    /// Nobody needs the record of a key any more.
    ///
    /// @param record the name at which it may be removed, or was by us
    record KeyRetired(String selector, String record) implements DomainEvent {
        @Override
        public String kind() {
            return "key-retired";
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
