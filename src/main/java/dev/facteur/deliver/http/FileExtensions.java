package dev.facteur.deliver.http;

import dev.facteur.protocol.mime.Attachment;
import java.util.Map;
import java.util.Set;

/// Which type of file an extension stands for, as all programs agree. An extension that is not here
/// may stand for anything.
final class FileExtensions {
    private static final Map<String, Set<String>> TYPES =
            Map.ofEntries(
                    Map.entry("pdf", Set.of("application/pdf")),
                    Map.entry("txt", Set.of("text/plain")),
                    Map.entry("log", Set.of("text/plain")),
                    Map.entry("csv", Set.of("text/csv")),
                    Map.entry("html", Set.of("text/html")),
                    Map.entry("htm", Set.of("text/html")),
                    Map.entry("xml", Set.of("application/xml", "text/xml")),
                    Map.entry("json", Set.of("application/json")),
                    Map.entry("ics", Set.of("text/calendar")),
                    Map.entry("vcf", Set.of("text/vcard", "text/x-vcard")),
                    Map.entry("png", Set.of("image/png")),
                    Map.entry("jpg", Set.of("image/jpeg")),
                    Map.entry("jpeg", Set.of("image/jpeg")),
                    Map.entry("gif", Set.of("image/gif")),
                    Map.entry("webp", Set.of("image/webp")),
                    Map.entry("bmp", Set.of("image/bmp")),
                    Map.entry("tif", Set.of("image/tiff")),
                    Map.entry("tiff", Set.of("image/tiff")),
                    Map.entry("mp3", Set.of("audio/mpeg")),
                    Map.entry("mp4", Set.of("video/mp4")),
                    Map.entry("zip", Set.of("application/zip", "application/x-zip-compressed")),
                    Map.entry("doc", Set.of("application/msword")),
                    Map.entry("docx", Set.of(office("wordprocessingml.document"))),
                    Map.entry("xls", Set.of("application/vnd.ms-excel")),
                    Map.entry("xlsx", Set.of(office("spreadsheetml.sheet"))),
                    Map.entry("ppt", Set.of("application/vnd.ms-powerpoint")),
                    Map.entry("pptx", Set.of(office("presentationml.presentation"))),
                    Map.entry("odt", Set.of("application/vnd.oasis.opendocument.text")),
                    Map.entry("ods", Set.of("application/vnd.oasis.opendocument.spreadsheet")));

    private FileExtensions() {}

    private static String office(String format) {
        return "application/vnd.openxmlformats-officedocument." + format;
    }

    /// Whether the name's extension is a known one and stands for what the file says it is.
    static boolean agrees(Attachment file) {
        return TYPES.getOrDefault(file.extension(), Set.of()).contains(file.type());
    }
}
