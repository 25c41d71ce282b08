package dev.facteur.protocol.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.parser.AbstractContentHandler;
import org.apache.james.mime4j.stream.BodyDescriptor;

/// The parts of a mail that hold something, decoded: also those of mails inside it, so that a mail
/// passed on as an attachment gives what it holds.
///
/// Limited as mails are at submission ([PartDepth]). Of a structure that cannot be read, the parts
/// before that place are given.
public final class LeafParts {
    private LeafParts() {}

    /// @param mail whole; the parts together are hardly larger
    /// @return their contents, in their order; none when the mail has too many parts
    public static List<byte[]> of(byte[] mail) throws IOException {
        var depth = new PartDepth();
        depth.accept(mail, 0, mail.length);
        if (depth.excess() != null) return List.of();
        var walk = new Walk();
        var parser = PartParser.handing(walk);
        try {
            parser.parse(new ByteArrayInputStream(mail));
        } catch (MimeException unreadable) {
            return walk.contents;
        }
        return walk.contents;
    }

    private static final class Walk extends AbstractContentHandler {
        private final List<byte[]> contents = new ArrayList<>();

        @Override
        public void body(BodyDescriptor descriptor, InputStream content) throws IOException {
            contents.add(content.readAllBytes());
        }
    }
}
