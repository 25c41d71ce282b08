package dev.facteur.protocol.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A domain's record and all those it leads to, for no client in particular: what it costs at most,
/// and what is wrong with it whoever sends.
///
/// @param records what the domain has; there should be exactly one
/// @param branches the terms that ask DNS, in their order
/// @param faults of this record, without those below; with a single one, receivers take the whole
///   for a `permerror`
public record SpfTree(
        String domain,
        List<SpfRecord> records,
        List<Branch> branches,
        List<SpfFault> faults,
        Set<Remark> remarks) {

    public SpfTree {
        records = List.copyOf(records);
        branches = List.copyOf(branches);
        faults = List.copyOf(faults);
        remarks = Set.copyOf(remarks);
    }

    /// A term that asks DNS.
    ///
    /// @param below the record it leads to; `null` for a term that leads to none, or when that
    ///   depends on the mail, or is not looked at because of a fault
    public record Branch(SpfTerm term, @Nullable SpfTree below) {
        /// What the term costs, with all that is below it.
        public int lookups() {
            return 1 + (below == null ? 0 : below.lookups());
        }
    }

    /// What is allowed, and unwise.
    public enum Remark {
        /// `+all`: everybody may send as this domain.
        EVERYBODY_PASSES,
        /// Neither `all` nor `redirect=`: of others it says nothing. Usual in a record that is
        /// there to be included.
        NO_END,
        /// `ptr` is slow and should not be used (RFC 7208 §5.5).
        USES_PTR,
        /// Terms after `all` are never looked at, and neither is `redirect=`.
        TERMS_AFTER_ALL,
        /// The answer may not fit into a datagram (RFC 7208 §3.4).
        LONG,
        /// What it leads to depends on the mail, and is not counted here.
        DEPENDS_ON_THE_MAIL
    }

    /// How many terms ask DNS, here and below, when none matches before the end. More than ten are
    /// refused (RFC 7208 §4.6.4).
    public int lookups() {
        return branches.stream().mapToInt(Branch::lookups).sum();
    }

    /// Everything that is wrong, here and below.
    public List<SpfFault> allFaults() {
        var all = new ArrayList<>(faults);
        for (var branch : branches) {
            if (branch.below != null) all.addAll(branch.below.allFaults());
        }
        return all;
    }
}
