package dev.facteur.protocol.spf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record as it was read for one client: a node of the path that an answer took.
///
/// @param record `null` when there is none, or not a single one
/// @param result of this record alone
/// @param steps the terms that were looked at, in their order
/// @param fault why there is no record to read
public record SpfVisit(
        String domain,
        @Nullable SpfRecord record,
        SpfResult result,
        List<Step> steps,
        @Nullable SpfFault fault) {

    public SpfVisit {
        steps = List.copyOf(steps);
    }

    /// A term, and what came of it.
    ///
    /// @param lookups what it cost itself, without the record below: 0 or 1
    /// @param voidLookups how many of its questions found nothing
    /// @param below the record that `include` or `redirect` led to
    /// @param fault what was wrong with the term itself
    public record Step(
            SpfTerm term,
            Effect effect,
            int lookups,
            int voidLookups,
            @Nullable SpfVisit below,
            @Nullable SpfFault fault) {}

    /// What a term did.
    public enum Effect {
        MATCHED,
        PASSED_OVER,
        /// The record below decides.
        REDIRECTED,
        TEMPERROR,
        PERMERROR
    }

    /// Terms that asked DNS, here and below (RFC 7208 §4.6.4).
    public int lookups() {
        int lookups = 0;
        for (var step : steps) {
            lookups += step.lookups + (step.below == null ? 0 : step.below.lookups());
        }
        return lookups;
    }

    /// Questions that found nothing.
    public int voidLookups() {
        int lookups = 0;
        for (var step : steps) {
            lookups += step.voidLookups + (step.below == null ? 0 : step.below.voidLookups());
        }
        return lookups;
    }

    /// Everything that was found wrong, here and below.
    public List<SpfFault> faults() {
        var faults = new ArrayList<SpfFault>();
        if (fault != null) faults.add(fault);
        if (record != null) faults.addAll(record.faults());
        for (var step : steps) {
            if (step.fault != null) faults.add(step.fault);
            if (step.below != null) faults.addAll(step.below.faults());
        }
        return faults;
    }

    /// The record whose word counted: this one, or where it redirects to.
    public SpfVisit deciding() {
        if (steps.isEmpty()) return this;
        var last = steps.getLast();
        var below = last.effect == Effect.REDIRECTED ? last.below : null;
        return below == null ? this : below.deciding();
    }
}
