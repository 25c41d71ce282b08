package dev.facteur.protocol.spf;

import java.util.Locale;

/// What is wrong, and where.
///
/// @param domain whose record it is
/// @param term as it is written; `""` when the fault is not one of a single term
/// @param place of the term in the record's text, from 0
public record SpfFault(Kind kind, String domain, String term, int place) {

    public enum Kind {
        /// There is no record where one has to be.
        NO_RECORD("there is no SPF record"),
        SEVERAL_RECORDS("there are several SPF records"),
        UNKNOWN_MECHANISM("there is no such mechanism"),
        /// A mechanism that needs something after its colon has nothing there.
        ARGUMENT_MISSING("something is missing after the name"),
        ARGUMENT_UNEXPECTED("nothing may follow the name"),
        BAD_ADDRESS("this is no IP address of the kind that the mechanism takes"),
        BAD_PREFIX("the prefix length is not a number in its range"),
        BAD_DOMAIN("this is no domain name"),
        BAD_MACRO("a % begins no macro that may stand here"),
        BAD_CHARACTER("there is a character that may not stand here"),
        BAD_MODIFIER("the name of the modifier is none"),
        /// `redirect=` or `exp=` stands more than once.
        TWICE("the modifier stands twice"),
        TOO_MANY_LOOKUPS("more than 10 terms ask DNS"),
        TOO_MANY_VOID_LOOKUPS("more than 2 questions to DNS find nothing"),
        TOO_MANY_EXCHANGES("the domain has more than 10 mail servers"),
        /// The record asks for itself.
        LOOP("the record includes itself"),
        DNS_TROUBLE("DNS does not answer for now"),
        TIME_OVER("DNS takes too long");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        /// Whether another try later may do better.
        public boolean passing() {
            return this == DNS_TROUBLE || this == TIME_OVER;
        }
    }

    /// The kind as a word that does not change, for those who say it in other languages:
    /// `spf-bad-address`.
    public String phrase() {
        return "spf-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A sentence without its full stop.
    public String reason() {
        var where = term.isEmpty() ? "" : ", at “" + term + "”";
        return kind.sentence + " (" + domain + where + ")";
    }
}
