package dev.facteur.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A receiver that reports on DMARC: writes reports, packs them and puts them into mails.
final class Reporter {
    private final List<String> records = new ArrayList<>();
    private String name = "Receiver Inc.";
    private String id = "r-1";
    private String domain = "shop.example";
    private Instant begin = Instant.parse("2026-05-30T00:00:00Z");
    private long seconds = 86_399;

    Reporter named(String other) {
        name = other;
        return this;
    }

    Reporter id(String other) {
        id = other;
        return this;
    }

    Reporter on(String other) {
        domain = other;
        return this;
    }

    Reporter at(String time, long length) {
        begin = Instant.parse(time);
        seconds = length;
        return this;
    }

    /// Mails that neither speaks for.
    Reporter saw(String source, long count) {
        return saw(source, count, "fail", "fail", "none", "", "");
    }

    /// @param spf the domain that SPF proved; `""` for none, as `dkim`
    Reporter saw(
            String source,
            long count,
            String spfAligned,
            String dkimAligned,
            String disposition,
            String spf,
            String dkim) {
        return sawAs(domain, source, count, spfAligned, dkimAligned, disposition, spf, dkim);
    }

    Reporter sawAs(
            String author,
            String source,
            long count,
            String spfAligned,
            String dkimAligned,
            String disposition,
            String spf,
            String dkim) {
        records.add(
                """
                <record><row><source_ip>%s</source_ip><count>%d</count><policy_evaluated>
                <disposition>%s</disposition><dkim>%s</dkim><spf>%s</spf></policy_evaluated></row>
                <identifiers><header_from>%s</header_from></identifiers><auth_results>%s%s
                </auth_results></record>
                """
                        .formatted(
                                source,
                                count,
                                disposition,
                                dkimAligned,
                                spfAligned,
                                author,
                                proof("dkim", dkim),
                                proof("spf", spf)));
        return this;
    }

    private static String proof(String kind, String of) {
        return of.isEmpty()
                ? ""
                : "<%s><domain>%s</domain><result>pass</result></%s>".formatted(kind, of, kind);
    }

    byte[] xml() {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <feedback><report_metadata><org_name>%s</org_name><email>dmarc@receiver.example</email>
        <report_id>%s</report_id><date_range><begin>%d</begin><end>%d</end></date_range>
        </report_metadata><policy_published><domain>%s</domain><p>none</p></policy_published>
        %s</feedback>
        """
                .formatted(
                        name,
                        id,
                        begin.getEpochSecond(),
                        begin.getEpochSecond() + seconds,
                        domain,
                        String.join("", records))
                .getBytes(UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] zip(byte[]... files) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < files.length; i++) {
                zip.putNextEntry(new ZipEntry("../../" + i + ".exe"));
                zip.write(files[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] mail(byte[] file) {
        return """
        From: dmarc@receiver.example
        To: reports@shop.example
        Subject: Report Domain: shop.example
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain

        This is an aggregate report.
        --b
        Content-Type: image/png
        Content-Transfer-Encoding: base64

        %s
        --b--
        """
                .formatted(Base64.getMimeEncoder().encodeToString(file))
                .getBytes(UTF_8);
    }

    /// A mail passed on as an attachment.
    static byte[] forwarded(byte[] mail) {
        var head =
                """
                From: ann@shop.example
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="outer"

                --outer
                Content-Type: message/rfc822

                """;
        return (head + new String(mail, UTF_8) + "\n--outer--\n").getBytes(UTF_8);
    }

    static byte[] vector(String name) {
        try {
            return Files.readAllBytes(Path.of("src/test/resources/vectors", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
