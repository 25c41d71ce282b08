package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.mail.Recipient;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A mail as it is kept, for APIs that take it whole. Read as it is sent, never held.
public record WholeMail(Parcel parcel) implements HttpBody {

    @Override
    public long length() {
        return parcel.mail().size();
    }

    @Override
    public InputStream open() throws IOException {
        var signatures = parcel.mail().signatures().getBytes(US_ASCII);
        return new SequenceInputStream(
                new ByteArrayInputStream(signatures), parcel.mail().content().open());
    }

    /// The bytes of these, one after the other.
    public static HttpBody joined(HttpBody... parts) {
        var all = List.of(parts);
        return new HttpBody() {
            @Override
            public long length() {
                return all.stream().mapToLong(HttpBody::length).sum();
            }

            @Override
            public InputStream open() throws IOException {
                var streams = new ArrayList<InputStream>();
                for (var part : all) streams.add(part.open());
                return new SequenceInputStream(Collections.enumeration(streams));
            }
        };
    }

    /// Refuses addresses that no provider carries unharmed.
    public void requireAsciiAddresses() throws Unfit {
        for (var recipient : parcel.recipients()) requireAscii(recipient);
    }

    private static void requireAscii(Recipient recipient) throws Unfit {
        if (!recipient.address().needsSmtpUtf8()) return;
        throw new Unfit(LossSaying.LOST_ADDRESS.with(recipient.address()));
    }

    /// Refuses bytes that only an 8-bit way carries.
    public void requireAsciiBytes() throws Unfit, IOException {
        if (holds(b -> b < 0)) {
            throw new Unfit(LossSaying.LOST_EIGHT_BIT.with());
        }
    }

    /// Whether its header has that field.
    public boolean hasField(String name) throws Unfit, IOException {
        try (var in = open()) {
            var bytes = in.readNBytes(HeaderBlock.MAX_BLOCK_BYTES);
            return HeaderBlock.parse(bytes, bytes.length).first(name).isPresent();
        } catch (MalformedHeader e) {
            throw new Unfit(LossSaying.LOST_ALL_MALFORMED.with(e.reason()));
        }
    }

    /// Whether these two characters stand in it, one after the other.
    public boolean contains(String pair) throws IOException {
        var last = new byte[1];
        return holds(b -> {
            boolean found = last[0] == pair.charAt(0) && b == pair.charAt(1);
            last[0] = b;
            return found;
        });
    }

    private interface ByteTest {
        boolean fits(byte b);
    }

    private boolean holds(ByteTest test) throws IOException {
        try (var in = open()) {
            var piece = new byte[8192];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                for (int i = 0; i < count; i++) {
                    if (test.fits(piece[i])) return true;
                }
            }
        }
        return false;
    }
}
