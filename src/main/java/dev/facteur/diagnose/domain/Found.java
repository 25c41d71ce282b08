package dev.facteur.diagnose.domain;

import dev.facteur.diagnose.RecordState;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.dkim.PublishedKey;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.spf.SpfRecord;
import java.util.ArrayList;
import java.util.List;

/// What stands in DNS in the place of a record that is wanted.
///
/// @param values what there is instead, in the words of a control panel; the record itself where it
///   is there
record Found(RecordState state, List<String> values) {
    private static final int PREFERENCE_AND_HOST = 2;

    Found {
        values = List.copyOf(values);
    }

    /// Blocks. A type that mail has no use for is [RecordState#UNKNOWN].
    static Found of(Dns dns, ZoneRecord wanted) {
        try {
            return switch (wanted.type()) {
                case "TXT" -> text(dns, wanted);
                case "CNAME" -> alias(dns, wanted);
                case "MX" -> exchange(dns, wanted);
                case "PTR" -> among(names(dns, wanted, RecordType.PTR), wanted.value());
                default -> new Found(RecordState.UNKNOWN, List.of());
            };
        } catch (DnsTrouble e) {
            return new Found(RecordState.UNKNOWN, List.of());
        }
    }

    private static List<String> names(Dns dns, ZoneRecord wanted, RecordType type)
            throws DnsTrouble {
        return dns.ask(DnsName.escaped(wanted.name()), type).names();
    }

    private static Found among(List<String> values, String wanted) {
        if (values.isEmpty()) return new Found(RecordState.MISSING, values);
        boolean there = values.stream().anyMatch(wanted::equalsIgnoreCase);
        return new Found(there ? RecordState.THERE : RecordState.DIFFERS, values);
    }

    /// An alias has nothing beside it, so that any text or address at its name is in its way: a
    /// text of the same words, or the address of a proxy that the panel has put before it.
    private static Found alias(Dns dns, ZoneRecord wanted) throws DnsTrouble {
        var found = names(dns, wanted, RecordType.CNAME);
        if (!found.isEmpty()) return among(found, wanted.value());
        var instead = new ArrayList<String>();
        var name = DnsName.escaped(wanted.name());
        var texts = dns.ask(name, RecordType.TXT);
        texts.texts().forEach(text -> instead.add("TXT " + text));
        if (texts.existence() != Existence.NO_NAME) {
            for (var address : dns.ask(name, RecordType.A).addresses()) {
                instead.add("A " + address.getHostAddress());
            }
        }
        return new Found(instead.isEmpty() ? RecordState.MISSING : RecordState.DIFFERS, instead);
    }

    /// The preference says nothing where there is one; the host has to be there.
    private static Found exchange(Dns dns, ZoneRecord wanted) throws DnsTrouble {
        var found = dns.ask(DnsName.escaped(wanted.name()), RecordType.MX).exchanges();
        var values = found.stream().map(each -> each.preference() + " " + each.host()).toList();
        if (values.isEmpty()) return new Found(RecordState.MISSING, values);
        var parts = wanted.value().split(" ", PREFERENCE_AND_HOST);
        var host = parts[parts.length - 1];
        boolean there = found.stream().anyMatch(each -> each.host().equalsIgnoreCase(host));
        return new Found(there ? RecordState.THERE : RecordState.DIFFERS, values);
    }

    private static Found text(Dns dns, ZoneRecord wanted) throws DnsTrouble {
        var texts = dns.ask(DnsName.escaped(wanted.name()), RecordType.TXT).texts();
        return SpfRecord.claims(wanted.value())
                ? policy(texts, wanted)
                : text(texts, wanted.value());
    }

    private static Found text(List<String> texts, String wanted) {
        if (texts.stream().anyMatch(text -> isSame(text, wanted))) {
            return new Found(RecordState.THERE, texts);
        }
        // At a name of many texts those that mean something else are in nobody's way.
        var kind = kind(wanted);
        var rivals = texts.stream().filter(text -> kind(text).equals(kind)).toList();
        return new Found(rivals.isEmpty() ? RecordState.MISSING : RecordState.DIFFERS, rivals);
    }

    private static boolean isSame(String text, String wanted) {
        if (text.equals(wanted)) return true;
        var key = PublishedKey.read(wanted);
        return key.isPresent()
                && !key.get().key().isEmpty()
                && PublishedKey.read(text)
                        .filter(found -> found.key().equals(key.get().key()))
                        .isPresent();
    }

    /// `key` for a DKIM key, which may begin with any of its tags; else what comes before its first
    /// separator.
    private static String kind(String text) {
        if (PublishedKey.read(text).isPresent()) return "key";
        return text.strip().split("[;:\\s]", 2)[0];
    }

    /// A record that has more is as good. There may be one only.
    private static Found policy(List<String> texts, ZoneRecord wanted) {
        var present = texts.stream().filter(SpfRecord::claims).toList();
        if (present.isEmpty()) return new Found(RecordState.MISSING, present);
        var terms = SpfMerge.terms(wanted.name(), wanted.value());
        boolean there =
                present.size() == 1
                        && SpfMerge.terms(wanted.name(), present.getFirst()).containsAll(terms);
        return new Found(there ? RecordState.THERE : RecordState.DIFFERS, present);
    }
}
