package dev.facteur.deliver.http;

import dev.facteur.protocol.dns.DnsName;
import dev.facteur.route.SenderRecords.Use;
import dev.facteur.route.SenderRecords.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Gathers the records that a provider names, each written the one way that we use: providers write
/// names in full or relative to one of the zones above, and texts with or without quotation marks.
public final class DomainAnswer {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,253}");
    private static final Pattern EXCHANGE = Pattern.compile("[0-9]{1,5} [a-z0-9_.-]{1,253}");
    private static final Pattern TEXT = Pattern.compile("[ -~]{1,4096}");

    private final String domain;
    private final List<Wanted> wanted = new ArrayList<>();

    /// @param domain that the records are for
    public DomainAnswer(String domain) {
        this.domain = domain;
    }

    public List<Wanted> wanted() {
        return wanted;
    }

    /// Leaves out what has no value, a name outside of the domain, or what cannot stand in a zone
    /// file as it is.
    ///
    /// @param type in any case
    public DomainAnswer add(Use use, String name, String type, String value) {
        var full = full(name.strip());
        var kind = type.strip().toUpperCase(Locale.ROOT);
        var text = kind.equals("TXT") ? unquoted(value.strip()) : host(value.strip());
        boolean fits = kind.equals("TXT") ? TEXT.matcher(text).matches() : isTarget(kind, text);
        if (fits && NAME.matcher(full).matches() && DnsName.within(full, domain)) {
            wanted.add(new Wanted(use, full, kind, text));
        }
        return this;
    }

    private static boolean isTarget(String kind, String text) {
        return switch (kind) {
            case "CNAME" -> NAME.matcher(text).matches();
            case "MX" -> EXCHANGE.matcher(text).matches();
            default -> false;
        };
    }

    /// The same of a node's members.
    public DomainAnswer add(Use use, JsonNode record, String name, String type, String value) {
        return add(use, text(record, name), text(record, type), text(record, value));
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    /// A name that does not end in the domain is relative: to the highest zone above that puts it
    /// into the domain, as panels keep whole zones.
    private String full(String name) {
        var bare = DnsName.withoutFinalDot(name).toLowerCase(Locale.ROOT);
        if (bare.isEmpty() || bare.equals("@")) return domain;
        if (DnsName.within(bare, domain)) return bare;
        var full = bare + "." + domain;
        for (var zone = domain; zone.indexOf('.') > 0; zone = above(zone)) {
            if (DnsName.within(bare + "." + zone, domain)) full = bare + "." + zone;
        }
        return full;
    }

    private static String above(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static String host(String value) {
        return DnsName.withoutFinalDot(value).toLowerCase(Locale.ROOT);
    }
}
