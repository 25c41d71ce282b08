package dev.facteur.feedback;

import java.util.Locale;

/// Who sends as a domain, as far as it is known.
///
/// @param id of the route or the company; `""` for all others
/// @param title how the company is called; the route's name for a route; else `""`
public record Sender(Kind kind, String id, String title) {
    static final Sender AUTHORISED = new Sender(Kind.AUTHORISED, "", "");
    static final Sender FORWARDER = new Sender(Kind.FORWARDER, "", "");
    static final Sender UNKNOWN = new Sender(Kind.UNKNOWN, "", "");
    static final Sender UNTOLD = new Sender(Kind.UNTOLD, "", "");

    public enum Kind {
        /// A way out of this gateway.
        ROUTE,
        /// A company that many send by, and no route of ours.
        COMPANY,
        /// A server that the domain's SPF record names.
        AUTHORISED,
        /// Somebody who passes mail of the domain on: its signature holds, SPF does not speak for
        /// the server.
        FORWARDER,
        UNKNOWN,
        /// Counted without telling the sources apart.
        UNTOLD;

        /// The word of the API: `forwarder`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
