package dev.facteur.protocol.dmarc;

import java.util.Locale;

/// What is wrong with a record, or without effect in it.
///
/// @param domain whose record it is
/// @param tag as it is written
/// @param place of the tag in the record's text, from 0
public record DmarcFault(Kind kind, String domain, String tag, int place) {

    public enum Kind {
        /// Something between two semicolons that is no `name=value`.
        NO_TAG("this is no tag"),
        /// Only the first one counts.
        TWICE("the tag stands twice"),
        /// Such tags are ignored.
        UNKNOWN_TAG("there is no such tag"),
        /// `pct`, `rf` and `ri` were taken out of the standard and are ignored (RFC 9989 §C.5.2).
        REMOVED_TAG("the tag no longer means anything"),
        /// Without a policy the record only asks for reports.
        POLICY_MISSING("there is no p="),
        /// The record then says no more than `p=none`, and without `rua=` nothing at all.
        BAD_POLICY("the policy is none of none, quarantine and reject"),
        /// The tag's default holds.
        BAD_VALUE("the value is none that the tag knows"),
        BAD_URI("this is no address for reports; write mailto:name@example.com"),
        /// `!10m` after an address is ignored.
        SIZE_LIMIT("the size limit no longer means anything");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }
    }

    /// The kind as a word that does not change, for those who say it in other languages:
    /// `dmarc-bad-uri`.
    public String phrase() {
        return "dmarc-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A sentence without its full stop.
    public String reason() {
        var where = tag.isEmpty() ? "" : ", at “" + tag + "”";
        return kind.sentence + " (_dmarc." + domain + where + ")";
    }
}
