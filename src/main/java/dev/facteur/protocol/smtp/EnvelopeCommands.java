package dev.facteur.protocol.smtp;

import dev.facteur.mail.Envelope;
import dev.facteur.mail.Recipient;
import java.util.regex.Pattern;

/// MAIL and RCPT as a client writes them: with the parameters that the server offers, and no other.
final class EnvelopeCommands {
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9-]+");

    private EnvelopeCommands() {}

    static String mail(Envelope envelope, long size, Capabilities peer) {
        var command = new StringBuilder(96);
        command.append("MAIL FROM:<").append(envelope.senderText()).append('>');
        if (peer.sizeOffered()) command.append(" SIZE=").append(size);
        if (peer.eightBitMime() && envelope.body() == Envelope.Body.EIGHT_BIT) {
            command.append(" BODY=8BITMIME");
        }
        if (peer.smtpUtf8() && needsSmtpUtf8(envelope)) command.append(" SMTPUTF8");
        if (peer.dsn()) appendReport(command, envelope);
        return command.toString();
    }

    /// RFC 6531 §3.4: said wherever an address needs it, whether or not the submitter said it.
    private static boolean needsSmtpUtf8(Envelope envelope) {
        var sender = envelope.sender();
        return envelope.smtpUtf8()
                || (sender != null && sender.needsSmtpUtf8())
                || envelope.recipients().stream().anyMatch(r -> r.address().needsSmtpUtf8());
    }

    private static void appendReport(StringBuilder command, Envelope envelope) {
        switch (envelope.returned()) {
            case UNSTATED -> {}
            case FULL -> command.append(" RET=FULL");
            case HEADERS -> command.append(" RET=HDRS");
        }
        String id = envelope.envelopeId();
        if (id != null && Xtext.canEncode(id)) command.append(" ENVID=").append(Xtext.encode(id));
    }

    static String rcpt(Recipient recipient, Capabilities peer) {
        var command = new StringBuilder(64);
        command.append("RCPT TO:<").append(recipient.address()).append('>');
        if (!peer.dsn()) return command.toString();
        String notify = recipient.notification().parameter();
        if (!notify.isEmpty()) command.append(" NOTIFY=").append(notify);
        String original = recipient.originalRecipient();
        if (original != null) appendOriginal(command, original);
        return command.toString();
    }

    private static void appendOriginal(StringBuilder command, String original) {
        int semicolon = original.indexOf(';');
        if (semicolon < 0 || !Xtext.canEncode(original)) return;
        String type = original.substring(0, semicolon);
        if (!ADDRESS_TYPE.matcher(type).matches()) return;
        String address = original.substring(semicolon + 1);
        command.append(" ORCPT=").append(type).append(';');
        // RFC 6533 §3: it was kept in its own encoding.
        command.append(type.equalsIgnoreCase("utf-8") ? address : Xtext.encode(address));
    }
}
