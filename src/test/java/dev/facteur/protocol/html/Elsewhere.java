package dev.facteur.protocol.html;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets every link that leads to the web lead to `https://t.example/c/…`, from which the address
/// before can be read again.
public final class Elsewhere implements HtmlChange {
    static final String PREFIX = "https://t.example/c/";

    final List<String> seen = new ArrayList<>();
    private final String addition;
    private final boolean leaves;

    public Elsewhere(String addition) {
        this(addition, false);
    }

    private Elsewhere(String addition, boolean leaves) {
        this.addition = addition;
        this.leaves = leaves;
    }

    /// Changes nothing.
    public static Elsewhere leaving() {
        return new Elsewhere("", true);
    }

    @Override
    public @Nullable String link(String target, Map<String, String> attributes) {
        seen.add(target);
        return target.startsWith("http") && !leaves ? of(target) : null;
    }

    public static String of(String target) {
        var bytes = target.getBytes(StandardCharsets.UTF_8);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String addition() {
        return addition;
    }

    /// A whole mail in pieces of that size, a character a byte.
    public String rewrite(String mail, int piece) throws IOException, MalformedHeader {
        var bytes = mail.getBytes(ISO_8859_1);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, header.length());
        var rewriter = HtmlRewriter.of(header, this, out).orElse(null);
        if (rewriter == null) return mail;
        for (int i = header.length(); i < bytes.length; i += piece) {
            rewriter.accept(bytes, i, Math.min(piece, bytes.length - i));
        }
        rewriter.finish();
        return out.toString(ISO_8859_1);
    }

    public String rewrite(String mail) throws IOException, MalformedHeader {
        return rewrite(mail, mail.length());
    }
}
