package dev.facteur.protocol.dkim;

import dev.facteur.protocol.mime.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Signs as [DkimSigner] never would: with tags of the test's choice. Headers are relaxed.
public final class OddSignature {
    private final SigningKey key;
    private final Map<String, String> tags = new LinkedHashMap<>();

    private OddSignature(SigningKey key) {
        this.key = key;
    }

    public static OddSignature by(String domain, String selector, DkimKeyPair pair) {
        var key = new SigningKey(domain, selector, pair.algorithm(), pair.privateKey());
        return new OddSignature(key)
                .tag("v", "1")
                .tag("a", pair.algorithm().word())
                .tag("c", "relaxed/relaxed")
                .tag("d", domain)
                .tag("s", selector)
                .tag("h", "From:To:Subject:Date:Message-ID");
    }

    /// Adds a tag, or gives it another value.
    public OddSignature tag(String name, Object value) {
        tags.put(name, value.toString());
        return this;
    }

    /// The mail with the signature on top.
    ///
    /// @param mail a character a byte
    public String on(String mail) throws Exception {
        var bytes = mail.getBytes(StandardCharsets.ISO_8859_1);
        var header = HeaderBlock.parse(bytes, bytes.length);
        long limit = Long.parseLong(tags.getOrDefault("l", "" + Long.MAX_VALUE));
        boolean simple = tags.getOrDefault("c", "").endsWith("/simple");
        var form = simple ? Canonicalization.SIMPLE : Canonicalization.RELAXED;
        var body = BodyHash.limited(form, limit);
        body.accept(bytes, header.length(), bytes.length - header.length());
        tag("bh", Base64.getEncoder().encodeToString(body.finish()));
        var field =
                tags.entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining(";\r\n ", "DKIM-Signature: ", ";\r\n b="));
        var names = List.of(tags.getOrDefault("h", "").split(":"));
        var fields = HeaderForm.fields(header, names, Canonicalization.RELAXED);
        var value = Base64.getEncoder().encodeToString(DkimSigner.signature(key, fields, field));
        return field + value.replaceAll("(.{70})", "$1\r\n ") + "\r\n" + mail;
    }
}
