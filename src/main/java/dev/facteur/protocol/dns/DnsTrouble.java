package dev.facteur.protocol.dns;

import dev.facteur.mail.Statement;
import dev.facteur.mail.Wording;
import java.io.IOException;

/// DNS gave no answer that can be relied on; it may tomorrow. The message is a sentence without its
/// full stop.
public final class DnsTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    private final transient Statement statement;

    /// What stood in the way.
    public enum Kind {
        /// No server answered in time.
        TIMEOUT,
        /// A server could not find out, or what it found does not hold before DNSSEC.
        FAILED,
        /// A server does not answer us.
        REFUSED,
        /// What was asked for is no name.
        NO_NAME
    }

    /// What is said of it.
    public enum Saying implements Wording {
        DNS_NO_SERVER("no name server is known."),
        DNS_NO_NAME("“{1}” is no name in DNS."),
        DNS_SILENT("the name server {1} does not answer for {2}."),
        DNS_BROKEN_OFF("the question for {1} was broken off."),
        /// A reason that the server itself gives comes after it, in brackets.
        DNS_ANSWERS("the name server {1} answers {2} for {3}{4}."),
        DNS_LOOP("the aliases of {1} loop.");

        private final String english;

        Saying(String english) {
            this.english = english;
        }

        @Override
        public String english() {
            return english;
        }
    }

    public DnsTrouble(Kind kind, Saying saying, Object... values) {
        this(kind, saying.with(values));
    }

    public DnsTrouble(Kind kind, Statement statement) {
        super(withoutEnd(statement.english()));
        this.kind = kind;
        this.statement = statement;
    }

    private static String withoutEnd(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /// For people, in any language.
    public Statement statement() {
        return statement;
    }

    public Kind kind() {
        return kind;
    }
}
