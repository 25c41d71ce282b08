package dev.facteur.submit.http;

import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.mime.Composition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of a mail in JSON.
///
/// @param path what stands before the names of members in a refusal
/// @param hasHtml whether anything can show an image
record FileCheck(String path, boolean hasHtml) {
    private static final String ANY_TYPE = "application/octet-stream";

    /// RFC 6838 §4.2.
    private static final Pattern TYPE =
            Pattern.compile(
                    "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}");

    /// What can stand in an address `cid:…` (RFC 2392 §2) without being written in another way.
    private static final Pattern CONTENT_ID = Pattern.compile("[A-Za-z0-9._@+=-]+");

    List<Composition.File> files(@Nullable List<FileWanted> wanted) throws HttpRefusal {
        if (wanted == null) return List.of();
        if (wanted.size() > Limits.FILES) throw Wrong.tooMany(path + "attachments", Limits.FILES);
        var files = new ArrayList<Composition.File>();
        var ids = new HashSet<String>();
        for (int i = 0; i < wanted.size(); i++) {
            var file = file(path + "attachments." + i, wanted.get(i));
            var id = file.contentId();
            if (id != null && !ids.add(id)) {
                throw Wrong.field(
                        path + "attachments." + i + ".content_id",
                        "content-id",
                        "The content_id " + id + " is there twice.");
            }
            files.add(file);
        }
        return files;
    }

    private Composition.File file(String field, FileWanted wanted) throws HttpRefusal {
        var name = wanted.name();
        var content = wanted.content();
        if (name == null || name.isBlank()) throw Wrong.missing(field + ".name");
        Words.oneLine(field + ".name", name, Limits.FILE_NAME);
        if (content == null) throw Wrong.missing(field + ".content");
        return new Composition.File(
                name.strip(),
                type(field + ".type", wanted.type()),
                contentId(field + ".content_id", wanted.contentId()),
                content);
    }

    private static String type(String field, @Nullable String type) throws HttpRefusal {
        if (type == null) return ANY_TYPE;
        var lower = type.strip().toLowerCase(Locale.ROOT);
        // RFC 2046 §5.2.1 and RFC 2045 §6.4: what has parts of its own cannot be base64.
        boolean composite = lower.startsWith("multipart/") || lower.startsWith("message/");
        if (TYPE.matcher(lower).matches() && !composite) return lower;
        throw Wrong.field(
                field,
                "file-type",
                composite
                        ? "A file of the type "
                                + lower
                                + " cannot be attached as it is; give it the type "
                                + ANY_TYPE
                                + "."
                        : "\"" + field + "\" is a type like application/pdf, without parameters.");
    }

    private @Nullable String contentId(String field, @Nullable String id) throws HttpRefusal {
        if (id == null) return null;
        if (id.length() > Limits.CONTENT_ID || !CONTENT_ID.matcher(id).matches()) {
            throw Wrong.field(
                    field,
                    "content-id",
                    "A content_id has up to "
                            + Limits.CONTENT_ID
                            + " letters, digits and . _ @ + = -, without cid: and angle brackets.");
        }
        // Without HTML nothing shows it, and a reader would hide it.
        return hasHtml ? id : null;
    }
}
