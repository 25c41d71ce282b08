package dev.facteur.protocol.mime;

/// A header that cannot be read in one way only, or is larger than we read.
///
/// The reason says what is wrong and on which line or field, in words fit for the client; it never
/// contains control characters.
public final class MalformedHeader extends Exception {
    private final Fault fault;
    private final String reason;

    public MalformedHeader(Fault fault, String reason) {
        super(reason, null, false, false);
        this.fault = fault;
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }

    public Fault fault() {
        return fault;
    }

    public enum Fault {
        /// A line that is neither a field nor the continuation of one.
        NO_FIELD,
        /// The first line is a continuation.
        CONTINUATION_OF_NOTHING,
        /// CR or LF alone, or NUL.
        FORBIDDEN_BYTE,
        TOO_MANY_FIELDS,
        FIELD_TOO_LONG,
        BLOCK_TOO_LONG,
        /// A field that must be there is not.
        MISSING,
        /// A field that may stand once stands more often (RFC 5322 §3.6).
        REPEATED,
        /// A list of addresses that does not follow RFC 5322 §3.4.
        ADDRESS
    }
}
