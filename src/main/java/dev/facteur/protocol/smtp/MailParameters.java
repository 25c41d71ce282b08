package dev.facteur.protocol.smtp;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of MAIL: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), RET and ENVID
/// (RFC 3461), AUTH (RFC 4954).
final class MailParameters {
    /// RFC 3461 §4.4, before decoding.
    private static final int MAX_ENVELOPE_ID = 100;

    /// RFC 1870 §3.
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,20}");

    private long size = -1;
    private Envelope.Body body = Envelope.Body.SEVEN_BIT;
    private boolean smtpUtf8;
    private Envelope.Returned returned = Envelope.Returned.UNSTATED;
    private @Nullable String envelopeId;

    private MailParameters() {}

    static Command.Mail read(@Nullable Address sender, String text) throws Rejected {
        var read = new MailParameters();
        for (var parameter : Parameters.read(text).entrySet()) {
            read.take(parameter.getKey(), parameter.getValue());
        }
        if (sender != null && sender.needsSmtpUtf8() && !read.smtpUtf8) {
            throw new Rejected(Replies.SMTPUTF8_MISSING);
        }
        return new Command.Mail(
                sender, read.size, read.body, read.smtpUtf8, read.returned, read.envelopeId);
    }

    private void take(String keyword, String value) throws Rejected {
        switch (keyword) {
            case "SIZE" -> size = size(value);
            case "BODY" -> body = body(value);
            case "SMTPUTF8" -> {
                if (!value.isEmpty()) throw badValue(keyword);
                smtpUtf8 = true;
            }
            case "RET" -> returned = returned(value);
            case "ENVID" -> envelopeId = envelopeId(value);
            // RFC 4954 §5: a server may take what it does not trust for AUTH=<>, that is, for
            // nothing.
            case "AUTH" -> requireXtext(value);
            default -> throw new Rejected(Replies.UNKNOWN_PARAMETER);
        }
    }

    /// What a long cannot hold is larger than any message here, and told so.
    private static long size(String value) throws Rejected {
        if (!SIZE.matcher(value).matches()) throw badValue("SIZE");
        return new BigInteger(value).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    private static Envelope.Body body(String value) throws Rejected {
        return switch (Keyword.upperCase(value)) {
            case "7BIT" -> Envelope.Body.SEVEN_BIT;
            case "8BITMIME" -> Envelope.Body.EIGHT_BIT;
            // RFC 5321 §4.1.1.11. Not offered: a next hop that takes it is too rare.
            case "BINARYMIME" -> throw new Rejected(Replies.BINARY_NOT_OFFERED);
            default -> throw badValue("BODY");
        };
    }

    private static Envelope.Returned returned(String value) throws Rejected {
        return switch (Keyword.upperCase(value)) {
            case "FULL" -> Envelope.Returned.FULL;
            case "HDRS" -> Envelope.Returned.HEADERS;
            default -> throw badValue("RET");
        };
    }

    private static String envelopeId(String value) throws Rejected {
        if (value.isEmpty() || value.length() > MAX_ENVELOPE_ID) throw badValue("ENVID");
        return Xtext.decode(value).orElseThrow(() -> badValue("ENVID"));
    }

    private static void requireXtext(String value) throws Rejected {
        if (value.isEmpty() || Xtext.decode(value).isEmpty()) throw badValue("AUTH");
    }

    private static Rejected badValue(String keyword) {
        return new Rejected(Replies.badValue(keyword));
    }
}
