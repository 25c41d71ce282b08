package dev.facteur.protocol.mime;

import dev.facteur.mail.Statement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.parser.AbstractContentHandler;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.Field;
import org.jspecify.annotations.Nullable;

/// Takes a mail apart in one pass. What has no place in [Pieces] is named among its losses, never
/// left out silently.
///
/// Holds all of the mail, decoded; the caller decides how large a mail he hands in.
public final class PieceReader {
    private static final int MAX_ATTACHMENTS = 200;

    /// Parts whose meaning is the way they belong together.
    private static final Set<String> INDIVISIBLE =
            Set.of(
                    "multipart/signed",
                    "multipart/encrypted",
                    "multipart/report",
                    "multipart/digest",
                    "multipart/form-data",
                    "multipart/byteranges");

    private final Set<Statement> losses = new LinkedHashSet<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private @Nullable String text;
    private @Nullable String html;

    private PieceReader() {}

    /// @throws MalformedHeader when the header cannot be read, or does not name one sender
    public static Pieces read(InputStream mail) throws IOException, MalformedHeader {
        return new PieceReader().pieces(mail);
    }

    private Pieces pieces(InputStream mail) throws IOException, MalformedHeader {
        var walk = new Walk();
        var parser = PartParser.handing(walk);
        // What lies in another message is that message's.
        parser.setNoRecurse();
        try {
            parser.parse(mail);
        } catch (MimeException unreadable) {
            losses.add(Saying.LOST_STRUCTURE.with());
        }
        return pieces(walk.header());
    }

    private Pieces pieces(HeaderBlock block) throws MalformedHeader {
        var more = new ArrayList<Statement>();
        var header = new PieceHeader(block, more);
        var from = header.from();
        var pieces =
                new Pieces(
                        from,
                        header.sender(),
                        header.mailboxes("Reply-To"),
                        header.mailboxes("To"),
                        header.mailboxes("Cc"),
                        header.text("Subject"),
                        header.value("Message-ID"),
                        text,
                        html,
                        attachments,
                        header.fields(),
                        List.of());
        more.addAll(losses);
        return pieces.losing(more);
    }

    private final class Walk extends AbstractContentHandler {
        private final ByteArrayOutputStream top = new ByteArrayOutputStream();
        private final List<String> kinds = new ArrayList<>();
        private final List<Integer> numbers = new ArrayList<>();
        private PartHead head = new PartHead();

        HeaderBlock header() throws MalformedHeader {
            return HeaderBlock.parse(top.toByteArray(), top.size());
        }

        @Override
        public void startHeader() {
            head = new PartHead();
        }

        @Override
        public void field(Field field) {
            head.add(field);
            if (!kinds.isEmpty()) return;
            top.writeBytes(field.getRaw().toByteArray());
            top.writeBytes(new byte[] {'\r', '\n'});
        }

        @Override
        public void startMultipart(BodyDescriptor descriptor) {
            var kind = head.type();
            if (INDIVISIBLE.contains(kind)) losses.add(Saying.LOST_BELONGING.with(kind));
            kinds.add(kind);
            numbers.add(0);
        }

        @Override
        public void endMultipart() {
            kinds.removeLast();
            numbers.removeLast();
        }

        @Override
        public void endBodyPart() {
            numbers.set(numbers.size() - 1, numbers.getLast() + 1);
        }

        @Override
        public void body(BodyDescriptor descriptor, InputStream content) throws IOException {
            var place = new PartHead.Place(List.copyOf(kinds), List.copyOf(numbers));
            part(place, head, content.readAllBytes());
        }
    }

    private void part(PartHead.Place place, PartHead head, byte[] content) {
        var type = head.type();
        if (type.startsWith("message/")) {
            losses.add(Saying.LOST_MESSAGE.with(type));
        } else if (type.equals("text/calendar")
                && (place.isChoice() || !head.parameter("method").isEmpty())) {
            losses.add(Saying.LOST_INVITATION.with());
        } else if (isBody(place, head)) {
            body(type, head, content);
        } else if (place.isChoice()) {
            losses.add(Saying.LOST_FORM.with(type));
        } else {
            attach(place, head, content);
        }
    }

    private static boolean isBody(PartHead.Place place, PartHead head) {
        boolean text = head.type().equals("text/plain") || head.type().equals("text/html");
        return text
                && place.isBody()
                && !head.disposition().equals("attachment")
                && head.name().isEmpty();
    }

    private void body(String type, PartHead head, byte[] content) {
        var decoded = decoded(head.parameter("charset"), content);
        if (decoded == null) {
            losses.add(Saying.LOST_CHARSET.with());
            return;
        }
        // RFC 3676 §4: whoever does not know that it flows shows each line as a line.
        if (head.parameter("format").equalsIgnoreCase("flowed")) {
            losses.add(Saying.LOST_FLOW.with());
        }
        boolean html = type.equals("text/html");
        if ((html ? this.html : this.text) != null) {
            losses.add(Saying.LOST_SECOND_TEXT.with(type));
        } else if (html) {
            this.html = decoded;
        } else {
            this.text = decoded;
        }
    }

    /// Null when the bytes are no text of that charset.
    private static @Nullable String decoded(String charset, byte[] content) {
        try {
            // Many programs send UTF-8 and name nothing, or less.
            boolean ascii = charset.isEmpty() || charset.equalsIgnoreCase("us-ascii");
            var known = ascii ? StandardCharsets.UTF_8 : Charset.forName(charset);
            return known.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    private void attach(PartHead.Place place, PartHead head, byte[] content) {
        var name = head.name();
        if (attachments.size() == MAX_ATTACHMENTS) {
            losses.add(Saying.LOST_MANY_FILES.with(MAX_ATTACHMENTS));
            return;
        }
        if (place.isRelated() && head.contentId() == null && head.has("content-location")) {
            losses.add(Saying.LOST_LOCATION.with(head.type()));
        }
        boolean inline = head.disposition().equals("inline");
        var id = head.contentId();
        // Some programs give an id to every file; outside of a related part only the HTML tells.
        boolean shown =
                place.isRelated() || (id != null && html != null && html.contains("cid:" + id));
        attachments.add(
                new Attachment(
                        name,
                        head.type(),
                        head.parameter("charset"),
                        content,
                        shown ? id : null,
                        inline));
    }
}
