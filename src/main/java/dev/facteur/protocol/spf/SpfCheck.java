package dev.facteur.protocol.spf;

import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.spf.SpfFault.Kind;
import dev.facteur.protocol.spf.SpfVisit.Effect;
import dev.facteur.protocol.spf.SpfVisit.Step;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One evaluation (`check_host()`, RFC 7208 §4). For one thread; asks DNS and waits for it.
final class SpfCheck {
    private final SpfClient client;
    private final SpfLookups dns;
    private final ClientNames names;
    private final MacroValues macros;

    SpfCheck(SpfClient client, SpfLookups dns, String receiver) {
        this.client = client;
        this.dns = dns;
        this.names = new ClientNames(client.address(), dns);
        this.macros = new MacroValues(client, names, dns, receiver);
    }

    SpfAnswer answer() {
        var path = visit(client.senderDomain());
        var deciding = path.deciding();
        boolean matched =
                !deciding.steps().isEmpty()
                        && deciding.steps().getLast().effect() == Effect.MATCHED;
        return new SpfAnswer(
                path.result(),
                path.domain(),
                matched ? deciding.steps().getLast().term().text() : "",
                path.result() == SpfResult.FAIL ? explanation(deciding) : "",
                path);
    }

    private SpfVisit visit(String written) {
        var checked = DomainText.checked(written);
        if (checked.isEmpty()) return nothing(written, SpfResult.NONE, null);
        var domain = checked.get();
        List<String> texts;
        try {
            texts = SpfRecord.among(dns.texts(DnsName.escaped(domain)));
        } catch (Halt halt) {
            return nothing(domain, SpfResult.TEMPERROR, halt.kind());
        }
        if (texts.isEmpty()) return nothing(domain, SpfResult.NONE, null);
        // §4.5: with several nobody can tell which one is meant.
        if (texts.size() > 1) return nothing(domain, SpfResult.PERMERROR, Kind.SEVERAL_RECORDS);
        var record = SpfRecord.parse(domain, texts.getFirst());
        return record.faults().isEmpty()
                ? evaluate(record)
                : new SpfVisit(domain, record, SpfResult.PERMERROR, List.of(), null);
    }

    private static SpfVisit nothing(String domain, SpfResult result, @Nullable Kind kind) {
        var fault = kind == null ? null : new SpfFault(kind, domain, "", 0);
        return new SpfVisit(domain, null, result, List.of(), fault);
    }

    private SpfVisit evaluate(SpfRecord record) {
        var steps = new ArrayList<Step>();
        for (var directive : record.directives()) {
            var step = step(record, directive, () -> apply(directive, record.domain()));
            steps.add(step);
            if (step.effect() == Effect.MATCHED) return visited(record, directive.result(), steps);
            if (step.effect() != Effect.PASSED_OVER) return visited(record, failure(step), steps);
        }
        if (record.redirect().isEmpty()) return visited(record, SpfResult.NEUTRAL, steps);
        var redirect = record.redirect().get();
        var step = step(record, redirect, () -> redirect(redirect, record.domain()));
        steps.add(step);
        var below = step.effect() == Effect.REDIRECTED ? step.below() : null;
        return visited(record, below == null ? failure(step) : below.result(), steps);
    }

    private static SpfResult failure(Step step) {
        return step.effect() == Effect.TEMPERROR ? SpfResult.TEMPERROR : SpfResult.PERMERROR;
    }

    private static SpfVisit visited(SpfRecord record, SpfResult result, List<Step> steps) {
        return new SpfVisit(record.domain(), record, result, steps, null);
    }

    /// What a term came to, before it is counted.
    ///
    /// @param fault of the term itself
    private record Finding(Effect effect, @Nullable SpfVisit below, @Nullable Kind fault) {
        static final Finding MATCHED = new Finding(Effect.MATCHED, null, null);
        static final Finding PASSED_OVER = new Finding(Effect.PASSED_OVER, null, null);

        static Finding of(boolean matches) {
            return matches ? MATCHED : PASSED_OVER;
        }
    }

    @FunctionalInterface
    private interface Question {
        Finding ask() throws Halt;
    }

    private Step step(SpfRecord record, SpfTerm term, Question question) {
        int before = dns.lookups();
        int voidBefore = dns.voidLookups();
        Finding finding;
        try {
            finding = question.ask();
        } catch (Halt halt) {
            var effect = halt.kind().passing() ? Effect.TEMPERROR : Effect.PERMERROR;
            finding = new Finding(effect, null, halt.kind());
        }
        var below = finding.below();
        int lookups = dns.lookups() - before - (below == null ? 0 : below.lookups());
        int voidLookups =
                dns.voidLookups() - voidBefore - (below == null ? 0 : below.voidLookups());
        var kind = finding.fault();
        var fault =
                kind == null
                        ? null
                        : new SpfFault(kind, record.domain(), term.text(), term.place());
        return new Step(term, finding.effect(), lookups, voidLookups, below, fault);
    }

    private Finding apply(SpfTerm.Directive directive, String domain) throws Halt {
        var mechanism = directive.mechanism();
        if (mechanism.asksDns()) dns.count();
        return switch (mechanism) {
            case SpfMechanism.All _ -> Finding.MATCHED;
            case SpfMechanism.Ip(var block) -> Finding.of(block.contains(client.address()));
            case SpfMechanism.Include(var target) -> include(target, domain);
            case SpfMechanism.A a -> Finding.of(matches(a, domain));
            case SpfMechanism.Mx mx -> Finding.of(matches(mx, domain));
            case SpfMechanism.Ptr(var target) -> {
                var name = target(target, domain);
                yield Finding.of(name.isPresent() && names.anyWithin(name.get()));
            }
            case SpfMechanism.Exists(var target) -> {
                var name = target(target, domain);
                // §5.7: always A, whatever the client's address is.
                yield Finding.of(
                        name.isPresent()
                                && !dns.ask(name.get(), RecordType.A).addresses().isEmpty());
            }
        };
    }

    private Optional<String> target(@Nullable MacroString target, String domain) throws Halt {
        return target == null ? Optional.of(DnsName.escaped(domain)) : macros.name(target, domain);
    }

    /// §5.2: only a `pass` there is a match here.
    private Finding include(MacroString target, String domain) throws Halt {
        var below = visit(macros.name(target, domain).orElse(""));
        return switch (below.result()) {
            case PASS -> new Finding(Effect.MATCHED, below, null);
            case FAIL, SOFTFAIL, NEUTRAL -> new Finding(Effect.PASSED_OVER, below, null);
            case TEMPERROR -> new Finding(Effect.TEMPERROR, below, null);
            case PERMERROR -> new Finding(Effect.PERMERROR, below, null);
            case NONE -> new Finding(Effect.PERMERROR, below, Kind.NO_RECORD);
        };
    }

    /// §6.1: the result there is the result here, but for a domain without a record.
    private Finding redirect(SpfTerm.Redirect redirect, String domain) throws Halt {
        dns.count();
        var below = visit(macros.name(redirect.domain(), domain).orElse(""));
        return below.result() == SpfResult.NONE
                ? new Finding(Effect.PERMERROR, below, Kind.NO_RECORD)
                : new Finding(Effect.REDIRECTED, below, null);
    }

    private boolean matches(SpfMechanism.A a, String domain) throws Halt {
        var name = target(a.domain(), domain);
        if (name.isEmpty()) return false;
        var addresses = dns.ask(name.get(), SpfLookups.addressType(client.address()));
        return near(addresses.addresses(), a.prefix4(), a.prefix6());
    }

    private boolean matches(SpfMechanism.Mx mx, String domain) throws Halt {
        var name = target(mx.domain(), domain);
        if (name.isEmpty()) return false;
        var exchanges = dns.ask(name.get(), RecordType.MX).exchanges();
        if (exchanges.size() > SpfLookups.MOST_NAMES) throw new Halt(Kind.TOO_MANY_EXCHANGES);
        for (var exchange : exchanges) {
            if (exchange.host().isEmpty()) continue;
            var type = SpfLookups.addressType(client.address());
            var addresses = dns.ask(exchange.host(), type).addresses();
            if (near(addresses, mx.prefix4(), mx.prefix6())) return true;
        }
        return false;
    }

    private boolean near(List<InetAddress> addresses, int prefix4, int prefix6) {
        boolean four = AddressBlock.width(client.address()) == AddressBlock.IPV4;
        int prefix = four ? prefix4 : prefix6;
        return addresses.stream()
                .anyMatch(one -> AddressBlock.around(one, prefix).contains(client.address()));
    }

    /// §6.2: whatever is wrong with an explanation, the result stands without it. It costs no
    /// look-up (§4.6.4).
    private String explanation(SpfVisit deciding) {
        var record = deciding.record();
        if (record == null || record.explanation().isEmpty()) return "";
        try {
            var where = macros.name(record.explanation().get().domain(), record.domain());
            if (where.isEmpty()) return "";
            var texts = dns.texts(where.get());
            if (texts.size() != 1) return "";
            var text = MacroString.readExplanation(texts.getFirst());
            return macros.sentence(text, record.domain()).orElse("");
        } catch (Halt | MalformedSpf _) {
            return "";
        }
    }
}
