package dev.facteur.protocol.spf;

import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.spf.SpfFault.Kind;
import dev.facteur.protocol.spf.SpfTree.Branch;
import dev.facteur.protocol.spf.SpfTree.Remark;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Draws one [SpfTree]. For one thread; asks DNS and waits for it.
final class SpfSurvey {
    /// More than anybody has who means it; ten are allowed. What lies beyond is not drawn.
    private static final int MOST_RECORDS = 50;

    /// RFC 7208 §3.4: with the rest of the answer this comes to 512 bytes.
    private static final int LONG = 450;

    private final SpfLookups dns;
    private int asked;

    /// The names from the first record to the one that is being read.
    private final Set<String> above = new HashSet<>();

    SpfSurvey(SpfLookups dns) {
        this.dns = dns;
    }

    SpfTree of(String domain) {
        return counted(read(domain));
    }

    SpfTree of(String domain, List<String> texts) {
        asked++;
        return counted(tree(domain, texts));
    }

    private static SpfTree counted(SpfTree tree) {
        if (tree.lookups() <= SpfLookups.MOST_LOOKUPS) return tree;
        var faults = new ArrayList<>(tree.faults());
        faults.add(fault(Kind.TOO_MANY_LOOKUPS, tree.domain(), null));
        return new SpfTree(tree.domain(), tree.records(), tree.branches(), faults, tree.remarks());
    }

    private SpfTree read(String written) {
        var checked = DomainText.checked(written);
        if (checked.isEmpty()) return bare(written, Kind.BAD_DOMAIN);
        var domain = checked.get();
        asked++;
        try {
            return tree(domain, dns.texts(DnsName.escaped(domain)));
        } catch (Halt halt) {
            return bare(domain, halt.kind());
        }
    }

    private SpfTree tree(String domain, List<String> texts) {
        var records =
                SpfRecord.among(texts).stream().map(text -> SpfRecord.parse(domain, text)).toList();
        return records.isEmpty() ? bare(domain, Kind.NO_RECORD) : grown(domain, records);
    }

    private static SpfTree bare(String domain, Kind kind) {
        return new SpfTree(
                domain, List.of(), List.of(), List.of(fault(kind, domain, null)), Set.of());
    }

    private static SpfFault fault(Kind kind, String domain, @Nullable SpfTerm term) {
        return term == null
                ? new SpfFault(kind, domain, "", 0)
                : new SpfFault(kind, domain, term.text(), term.place());
    }

    private SpfTree grown(String domain, List<SpfRecord> records) {
        var faults = new ArrayList<SpfFault>();
        if (records.size() > 1) faults.add(fault(Kind.SEVERAL_RECORDS, domain, null));
        for (var record : records) faults.addAll(record.faults());
        var record = records.getFirst();
        var branches = new ArrayList<Branch>();
        var name = domain.toLowerCase(Locale.ROOT);
        above.add(name);
        for (var term : asking(record)) branches.add(branch(term, domain, faults));
        above.remove(name);
        return new SpfTree(domain, records, branches, faults, remarks(record));
    }

    /// The terms that ask DNS when no client matches.
    private static List<SpfTerm> asking(SpfRecord record) {
        var asking = new ArrayList<SpfTerm>();
        for (var directive : record.directives()) {
            if (directive.mechanism().asksDns()) asking.add(directive);
        }
        if (!hasAll(record)) record.redirect().ifPresent(asking::add);
        return asking;
    }

    private static boolean hasAll(SpfRecord record) {
        var directives = record.directives();
        return !directives.isEmpty()
                && directives.getLast().mechanism() instanceof SpfMechanism.All;
    }

    private Branch branch(SpfTerm term, String domain, List<SpfFault> faults) {
        var target = leadsTo(term);
        if (target == null || !target.fixed() || asked >= MOST_RECORDS) {
            return new Branch(term, null);
        }
        var name = DnsName.withoutFinalDot(target.text());
        if (above.contains(name.toLowerCase(Locale.ROOT))) {
            faults.add(fault(Kind.LOOP, domain, term));
            return new Branch(term, null);
        }
        return new Branch(term, read(name));
    }

    private static @Nullable MacroString leadsTo(SpfTerm term) {
        return switch (term) {
            case SpfTerm.Redirect redirect -> redirect.domain();
            case SpfTerm.Directive directive ->
                    directive.mechanism() instanceof SpfMechanism.Include(var domain)
                            ? domain
                            : null;
            case SpfTerm.Explanation _, SpfTerm.Unknown _ -> null;
        };
    }

    private static Set<Remark> remarks(SpfRecord record) {
        var remarks = EnumSet.noneOf(Remark.class);
        var directives = record.directives();
        boolean ends = hasAll(record);
        if (ends && directives.getLast().result() == SpfResult.PASS) {
            remarks.add(Remark.EVERYBODY_PASSES);
        }
        if (!ends && record.redirect().isEmpty()) remarks.add(Remark.NO_END);
        if (directives.stream().anyMatch(one -> one.mechanism() instanceof SpfMechanism.Ptr)) {
            remarks.add(Remark.USES_PTR);
        }
        if (ends && afterAll(record, directives)) remarks.add(Remark.TERMS_AFTER_ALL);
        if (record.text().length() > LONG) remarks.add(Remark.LONG);
        if (asking(record).stream().anyMatch(SpfSurvey::dependsOnTheMail)) {
            remarks.add(Remark.DEPENDS_ON_THE_MAIL);
        }
        return remarks;
    }

    private static boolean afterAll(SpfRecord record, List<SpfTerm.Directive> directives) {
        long written = record.terms().stream().filter(SpfTerm.Directive.class::isInstance).count();
        return written > directives.size() || record.redirect().isPresent();
    }

    private static boolean dependsOnTheMail(SpfTerm term) {
        var target = leadsTo(term);
        return target != null && !target.fixed();
    }
}
