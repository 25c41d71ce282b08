package dev.facteur.protocol.dmarc.aggregate;

import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.mime.OneLine;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Reads aggregate reports: those of RFC 9990, those of the documents before it, and those of
/// programs that follow neither to the letter. A field that is missing or odd is empty; a row
/// without an address or a count is passed over and counted. What no honest reporter sends ends the
/// reading: a document type, too many rows, a record without end.
public final class AggregateReader {
    public static final int MOST_ROWS = 20_000;
    public static final long MOST_MAILS = 1_000_000_000;

    private static final int MOST_PROOFS = 10;
    private static final int MOST_REASONS = 5;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ID = 255;
    private static final Pattern WORD = Pattern.compile("[a-z0-9_-]{1,30}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*");
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|(?=.*:)[0-9A-Fa-f:.]{2,45}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final XMLInputFactory FACTORY = factory();

    private @Nullable XmlNode metadata;
    private @Nullable XmlNode policy;
    private final List<AggregateReport.Row> rows = new ArrayList<>();
    private int unreadable;

    private AggregateReader() {}

    /// Nothing outside the text is ever opened, and nothing in it is expanded.
    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setXMLResolver((_, _, _, _) -> InputStream.nullInputStream());
        return factory;
    }

    /// @param text the XML, unpacked; whoever hands it in limits its length
    /// @throws MalformedReport when it is no report, or cannot be one
    public static AggregateReport read(InputStream text) throws MalformedReport {
        return new AggregateReader().report(text);
    }

    private AggregateReport report(InputStream text) throws MalformedReport {
        try {
            XMLStreamReader xml;
            // The factory is not made for several threads.
            synchronized (FACTORY) {
                xml = FACTORY.createXMLStreamReader(text);
            }
            readRoot(xml);
        } catch (XMLStreamException | RuntimeException broken) {
            // The library throws unchecked exceptions too, at some texts that are no XML.
            throw new MalformedReport("it is no XML that can be read");
        }
        if (metadata == null && policy == null) throw new MalformedReport("it says nothing");
        return report();
    }

    private void readRoot(XMLStreamReader xml) throws XMLStreamException, MalformedReport {
        while (xml.getEventType() != XMLStreamConstants.START_ELEMENT) {
            // A report has no need of one, and whoever attacks a reader begins here.
            if (xml.next() == XMLStreamConstants.DTD) {
                throw new MalformedReport("it has a document type");
            }
        }
        if (!XmlNode.localName(xml).equals("feedback")) {
            throw new MalformedReport("it is XML, but no report on DMARC");
        }
        while (xml.next() != XMLStreamConstants.END_DOCUMENT) {
            if (xml.getEventType() == XMLStreamConstants.END_ELEMENT) return;
            if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) take(xml);
        }
    }

    /// RFC 9990 §3.1.1.2. The order is not asked for.
    private void take(XMLStreamReader xml) throws XMLStreamException, MalformedReport {
        switch (XmlNode.localName(xml)) {
            case "report_metadata" -> metadata = XmlNode.read(xml);
            case "policy_published" -> policy = XmlNode.read(xml);
            case "record" -> {
                if (rows.size() + unreadable == MOST_ROWS) {
                    throw new MalformedReport("it has more than " + MOST_ROWS + " records");
                }
                row(XmlNode.read(xml)).ifPresentOrElse(rows::add, () -> unreadable++);
            }
            default -> skip(xml);
        }
    }

    private static void skip(XMLStreamReader xml) throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }
    }

    private AggregateReport report() throws MalformedReport {
        if (metadata == null || policy == null) {
            throw new MalformedReport("it does not say who reports, or on which domain");
        }
        var domain = domain(policy.in("domain").text());
        if (domain.isEmpty()) throw new MalformedReport("it does not say on which domain");
        var range = metadata.in("date_range");
        var begin = instant(range.in("begin").text());
        var end = instant(range.in("end").text());
        if (end.isBefore(begin)) throw new MalformedReport("it ends before it begins");
        return new AggregateReport(
                line(metadata.in("org_name"), LONGEST_NAME),
                line(metadata.in("email"), LONGEST_ID),
                line(metadata.in("report_id"), LONGEST_ID),
                begin,
                end,
                domain,
                word(policy.in("p")),
                rows,
                unreadable);
    }

    private static Optional<AggregateReport.Row> row(XmlNode node) {
        var row = node.in("row");
        var source = address(row.in("source_ip").text());
        long count = number(row.in("count").text());
        if (source.isEmpty() || count < 1 || count > MOST_MAILS) return Optional.empty();
        var evaluated = row.in("policy_evaluated");
        var identifiers = node.in("identifiers");
        var results = node.in("auth_results");
        return Optional.of(
                new AggregateReport.Row(
                        source.get(),
                        count,
                        word(evaluated.in("disposition")),
                        word(evaluated.in("dkim")).equals("pass"),
                        word(evaluated.in("spf")).equals("pass"),
                        reasons(evaluated),
                        domain(identifiers.in("header_from").text()),
                        domain(identifiers.in("envelope_from").text()),
                        proofs(results.all("dkim")),
                        proofs(results.all("spf")).stream().findFirst().orElse(null)));
    }

    private static List<String> reasons(XmlNode evaluated) {
        return evaluated.all("reason").stream()
                .map(reason -> word(reason.in("type")))
                .filter(word -> !word.isEmpty())
                .distinct()
                .limit(MOST_REASONS)
                .toList();
    }

    private static List<AggregateReport.Proof> proofs(List<XmlNode> nodes) {
        return nodes.stream()
                .map(node ->
                        new AggregateReport.Proof(
                                domain(node.in("domain").text()), word(node.in("result"))))
                .filter(proof -> !proof.domain().isEmpty())
                .distinct()
                .limit(MOST_PROOFS)
                .toList();
    }

    private static String line(XmlNode node, int most) {
        return OneLine.of(node.text(), most);
    }

    private static String word(XmlNode node) {
        var text = node.text().toLowerCase(Locale.ROOT);
        return WORD.matcher(text).matches() ? text : "";
    }

    /// Some write an address where a domain belongs.
    private static String domain(String text) {
        var name = text.substring(text.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return DnsName.of(name)
                .map(ascii -> ascii.toLowerCase(Locale.ROOT))
                .filter(ascii -> DOMAIN.matcher(ascii).matches())
                .orElse("");
    }

    private static Optional<InetAddress> address(String text) {
        if (!ADDRESS.matcher(text).matches()) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /// -1 when it is none.
    private static long number(String text) {
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    }

    private static Instant instant(String text) throws MalformedReport {
        // Some write a fraction.
        long seconds = number(text.replaceFirst("\\.[0-9]*$", ""));
        if (seconds < 0) throw new MalformedReport("it does not say for which time");
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException never) {
            throw new MalformedReport("its time lies outside all calendars");
        }
    }
}
