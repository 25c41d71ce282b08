package dev.facteur.submit.http;

/// How much of each a mail as JSON may have. What `docs/reference-api.md` says stands here.
final class Limits {
    /// To, cc and bcc together; the acceptance rule may allow fewer.
    static final int RECIPIENTS = 1_000;

    static final int REPLY_TO = 10;

    /// Characters, of what is shown beside an address.
    static final int NAME = 200;

    /// Characters. A word of it must fit a line (RFC 5322 §2.1.1).
    static final int SUBJECT = 900;

    /// Characters, of the plain text and of the HTML each.
    static final int TEXT = 2_000_000;

    static final int FILES = 100;

    /// Characters.
    static final int FILE_NAME = 255;

    static final int CONTENT_ID = 200;
    static final int HEADERS = 50;

    /// Characters, of a header's name and of its value.
    static final int HEADER_NAME = 76;

    static final int HEADER_VALUE = 2_000;

    /// Characters without a blank in a header's value.
    static final int HEADER_WORD = 900;

    static final int TAGS = 10;
    static final int TAG = 128;
    static final int METADATA = 20;
    static final int METADATA_NAME = 40;
    static final int METADATA_VALUE = 500;

    /// How far ahead a mail may be scheduled.
    static final int DAYS_AHEAD = 30;

    static final int BATCH = 500;

    /// Bytes of a request beside its files.
    static final int PLAIN_BYTES = 12_000_000;

    static final int IDEMPOTENCY_KEY = 255;

    private Limits() {}
}
