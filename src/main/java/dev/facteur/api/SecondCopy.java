package dev.facteur.api;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Hands a kept mail over again, as a new one: without what names the first copy. Receivers drop a
/// `Message-ID` that they have seen, and take an old `Date` for a sign of spam; the acceptance rule
/// adds new ones.
///
/// @param stream that the mail belongs to; fields for us alone did not travel into the spool
record SecondCopy(String stream) {
    private static final int BUFFER = 16_384;
    private static final List<String> OF_THE_FIRST = List.of("Message-ID", "Date", "Received");

    void write(InputStream stored, Intake intake) throws IOException, Rejected {
        var start = stored.readNBytes(HeaderBlock.MAX_BLOCK_BYTES);
        int body = HeaderBlock.bodyStart(start, 0, start.length);
        // Its links are as they were sent: they may be secret, or count for the first copy already.
        write(intake, "Facteur-Stream: " + stream + "\r\nFacteur-Secret-Link: yes\r\n");
        for (var field : fields(start)) {
            if (OF_THE_FIRST.stream().noneMatch(field::isNamed)) write(intake, field.raw());
        }
        write(intake, "\r\n");
        if (body >= 0) intake.write(start, body, start.length - body);
        var buffer = new byte[BUFFER];
        for (int count = stored.read(buffer); count >= 0; count = stored.read(buffer)) {
            intake.write(buffer, 0, count);
        }
    }

    private static List<HeaderField> fields(byte[] start) {
        try {
            return HeaderBlock.parse(start, start.length).fields();
        } catch (MalformedHeader impossible) {
            throw new IllegalStateException("it was read when it was accepted", impossible);
        }
    }

    private static void write(Intake intake, String text) throws Rejected {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        intake.write(bytes, 0, bytes.length);
    }
}
