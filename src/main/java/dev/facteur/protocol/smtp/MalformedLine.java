package dev.facteur.protocol.smtp;

import java.io.IOException;

/// The peer broke the line discipline of RFC 5321 §2.3.8. Whoever lets such bytes through lets one
/// mail be read as two (SMTP smuggling), so they are refused wherever they stand.
public final class MalformedLine extends IOException {
    private final Reason reason;

    public MalformedLine(Reason reason) {
        super(reason.sentence());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public enum Reason {
        BARE_CR("a carriage return (CR) without a line feed (LF) after it"),
        BARE_LF("a line feed (LF) without a carriage return (CR) before it"),
        NUL("a NUL byte"),
        TOO_LONG("a line that is too long"),
        NOT_UTF8("bytes that are not UTF-8");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        /// What stands there, for a reply: "the message contains …".
        public String sentence() {
            return sentence;
        }
    }
}
