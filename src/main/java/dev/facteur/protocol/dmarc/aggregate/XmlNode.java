package dev.facteur.protocol.dmarc.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// A small element with all that is in it. Names are compared without namespace and case: reporters
/// agree on neither.
final class XmlNode {
    private static final int MOST_DEPTH = 20;

    /// RFC 9990 §3.1.3 advises a hundred signatures a row, of four elements each.
    private static final int MOST_NODES = 1_000;

    private static final int MOST_CHARACTERS = 1_000;

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final List<XmlNode> children = new ArrayList<>();

    private XmlNode(String name) {
        this.name = name;
    }

    /// @param xml stands at the element's beginning; afterwards at its end
    /// @throws MalformedReport when it is not small
    static XmlNode read(XMLStreamReader xml) throws XMLStreamException, MalformedReport {
        var top = new XmlNode(localName(xml));
        var open = new ArrayList<XmlNode>();
        open.add(top);
        int nodes = 1;
        while (!open.isEmpty()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++nodes > MOST_NODES || open.size() == MOST_DEPTH) {
                        throw new MalformedReport("one of its records is too large");
                    }
                    var node = new XmlNode(localName(xml));
                    open.getLast().children.add(node);
                    open.add(node);
                }
                case XMLStreamConstants.END_ELEMENT -> open.removeLast();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                        open.getLast().add(xml);
                default -> {}
            }
        }
        return top;
    }

    static String localName(XMLStreamReader xml) {
        return xml.getLocalName().toLowerCase(Locale.ROOT);
    }

    /// Of longer texts the beginning is kept.
    private void add(XMLStreamReader xml) {
        int length = Math.min(xml.getTextLength(), MOST_CHARACTERS - text.length());
        text.append(xml.getTextCharacters(), xml.getTextStart(), length);
    }

    /// All elements of that name in this one.
    List<XmlNode> all(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).toList();
    }

    /// The first of that name; an empty one when there is none.
    XmlNode in(String wanted) {
        for (var child : children) {
            if (child.name.equals(wanted)) return child;
        }
        return new XmlNode(wanted);
    }

    String text() {
        return text.toString().strip();
    }
}
