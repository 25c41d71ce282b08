package dev.facteur.protocol.mime;

import org.apache.james.mime4j.parser.ContentHandler;
import org.apache.james.mime4j.parser.MimeStreamParser;
import org.apache.james.mime4j.stream.MimeConfig;

/// Walks through the parts of a mail that was accepted: any line length, headers within our limits.
final class PartParser {
    private PartParser() {}

    /// @param handler gets each part's content decoded
    static MimeStreamParser handing(ContentHandler handler) {
        var parser =
                new MimeStreamParser(
                        MimeConfig.custom()
                                .setMaxLineLen(-1)
                                .setMaxHeaderLen(HeaderBlock.MAX_FIELD_BYTES)
                                .setMaxHeaderCount(HeaderBlock.MAX_FIELDS)
                                .build());
        parser.setContentHandler(handler);
        parser.setContentDecoding(true);
        return parser;
    }
}
