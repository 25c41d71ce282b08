package dev.facteur.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.platform.http.Json;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What a call to a provider's API brings, whichever provider it is: whom it is for, and the mail
/// as it can be kept.
///
/// @param from as it was written, `""` when it was not found
/// @param mail as MIME; of a mail in pieces, a header of what the pieces say above the body of the
///   call
@SuppressWarnings("ArrayRecordComponent") // Kept, never compared.
record PracticeCall(List<Address> recipients, String from, byte[] mail) {
    /// A call without a mail.
    static final PracticeCall NONE = new PracticeCall(List.of(), "", new byte[0]);

    private static final Set<String> OF_RECIPIENTS =
            Set.of("to", "cc", "bcc", "toaddresses", "recipients");
    private static final Set<String> OF_SENDER = Set.of("from", "sender");

    static PracticeCall of(String contentType, byte[] body) {
        if (contentType.startsWith("multipart/form-data")) return form(contentType, body);
        if (contentType.startsWith("message/rfc822")) return whole(body);
        if (contentType.startsWith("text/plain")) return base64(body);
        return json(body);
    }

    private static PracticeCall base64(byte[] body) {
        try {
            return whole(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException none) {
            return new PracticeCall(List.of(), "", body);
        }
    }

    /// A mail whose header alone says whom it is for; it arrives without `Bcc`.
    private static PracticeCall whole(byte[] mail) {
        try {
            var header = HeaderBlock.parse(mail, mail.length);
            var to = new ArrayList<String>();
            for (var name : List.of("To", "Cc", "Bcc")) {
                header.all(name).forEach(field -> to.add(field.value()));
            }
            var kept = new String(mail, ISO_8859_1);
            for (var field : header.all("Bcc"))
                kept = kept.replaceFirst("(?s)" + Pattern.quote(field.raw()), "");
            return new PracticeCall(addresses(to), from(mail), kept.getBytes(ISO_8859_1));
        } catch (MalformedHeader none) {
            return new PracticeCall(List.of(), "", mail);
        }
    }

    private static PracticeCall json(byte[] body) {
        var json = parsed(body);
        var texts = new LinkedHashSet<String>();
        gather(json, OF_RECIPIENTS, texts);
        var senders = new LinkedHashSet<String>();
        gather(json, OF_SENDER, senders);
        var from = senders.stream().findFirst().orElse("");
        var mail = kept(json, from, texts, body);
        return new PracticeCall(addresses(texts), from.isEmpty() ? from(mail) : from, mail);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException none) {
            return MissingNode.getInstance();
        }
    }

    /// All texts with an `@` below members of these names.
    private static void gather(JsonNode node, Set<String> names, Set<String> texts) {
        for (var member : node.properties()) {
            boolean named = names.contains(member.getKey().toLowerCase(Locale.ROOT));
            if (named) leaves(member.getValue(), texts);
            else gather(member.getValue(), names, texts);
        }
        if (node.isArray()) node.forEach(each -> gather(each, names, texts));
    }

    private static void leaves(JsonNode node, Set<String> texts) {
        if (node.isString() && node.asString().contains("@")) texts.add(node.asString());
        node.forEach(each -> leaves(each, texts));
    }

    private static List<Address> addresses(Iterable<String> texts) {
        var addresses = new ArrayList<Address>();
        for (var text : texts) {
            try {
                Mailboxes.parse(text).stream().map(Mailbox::address).forEach(addresses::add);
            } catch (MalformedHeader none) {
                // A name with an @ in it.
            }
        }
        return addresses;
    }

    private static byte[] kept(JsonNode json, String from, Set<String> to, byte[] body) {
        var raw = json.path("Content").path("Raw").path("Data").asString("");
        if (!raw.isEmpty()) return Base64.getDecoder().decode(raw);
        var whole = json.path("content").path("email_rfc822").asString("");
        if (!whole.isEmpty()) return whole.getBytes(ISO_8859_1);
        var header = new HeaderWriter();
        header.text("From", plain(from));
        header.text("To", plain(String.join(", ", to)));
        header.text("Subject", plain(subject(json)));
        header.field("Content-Type", "application/json");
        return joined(header.bytes(), "\r\n".getBytes(UTF_8), body);
    }

    private static String subject(JsonNode json) {
        var node = json.findValue("subject");
        if (node == null) node = json.findValue("Subject");
        return node == null ? "" : node.asString("");
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static byte[] joined(byte[]... pieces) {
        var all = new ByteArrayOutputStream();
        for (var piece : pieces) all.writeBytes(piece);
        return all.toByteArray();
    }

    /// RFC 7578 §4, as far as a form of two fields and a file needs it.
    private static PracticeCall form(String contentType, byte[] body) {
        var boundary = contentType.substring(contentType.indexOf("boundary=") + 9);
        var to = "";
        var mail = "";
        for (var part : new String(body, ISO_8859_1).split("--" + Pattern.quote(boundary))) {
            int head = part.indexOf("\r\n\r\n");
            if (head < 0) continue;
            var content = part.substring(head + 4, Math.max(head + 4, part.length() - 2));
            if (part.substring(0, head).contains("name=\"to\"")) to = content;
            if (part.substring(0, head).contains("name=\"message\"")) mail = content;
        }
        var bytes = mail.getBytes(ISO_8859_1);
        return new PracticeCall(addresses(List.of(to)), from(bytes), bytes);
    }

    private static String from(byte[] mail) {
        try {
            return HeaderBlock.parse(mail, mail.length)
                    .first("From")
                    .map(HeaderField::value)
                    .orElse("");
        } catch (MalformedHeader none) {
            return "";
        }
    }
}
