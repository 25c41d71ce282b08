package dev.facteur.judges;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.testkit.Incoming;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;

/// One mail for all judges, and what they say of it.
final class Case {
    /// The address that the records of our senders allow.
    static final String ALLOWED = "192.0.2.1";

    final String name;
    final Incoming mail;

    /// What Facteur says, and every judge without a difference.
    final String expected;

    private final Map<Judge, Difference> differences = new EnumMap<>(Judge.class);

    enum Judge {
        RSPAMD,
        OPENDKIM,
        OPENDMARC
    }

    /// @param says what this judge says instead
    /// @param because which section decides who is right
    private record Difference(String says, String because) {}

    Case(String name, Incoming mail, String expected) {
        this.name = name;
        this.mail = mail;
        this.expected = expected;
    }

    /// A judge says something else.
    Case but(Judge judge, String says, String because) {
        differences.put(judge, new Difference(says, because));
        return this;
    }

    String expectedOf(Judge judge) {
        var difference = differences.get(judge);
        return difference == null ? expected : difference.says;
    }

    /// For messages.
    String about(Judge judge) {
        var difference = differences.get(judge);
        var known = difference == null ? "" : " (" + difference.because + ")";
        return judge + " of “" + name + "”" + known;
    }

    static Incoming incoming(String sender, String mail) {
        return new Incoming(
                InetAddress.ofLiteral(ALLOWED),
                "mx.example.com",
                sender,
                "reader@example.net",
                mail.getBytes(ISO_8859_1));
    }

    /// @param from one line or more, as it stands in the From field
    static String letter(String from) {
        return """
        From: %s
        To: reader@example.net
        Subject: Your order
        Date: Thu, 26 Nov 2026 09:00:00 +0000
        Message-ID: <1@example.com>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii

        It is on its way.
        """
                .formatted(from)
                .replace("\n", "\r\n");
    }
}
