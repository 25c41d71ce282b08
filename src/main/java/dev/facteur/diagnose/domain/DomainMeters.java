package dev.facteur.diagnose.domain;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.account.DomainRecords;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/// Counts the sender domains, and what is missing of them.
public record DomainMeters(Accounts accounts, DomainRecords records) {

    public void register(MeterRegistry registry) {
        gauge(registry, "facteur.domains", "Sender domains", () -> accounts.domains().size());
        gauge(
                registry,
                "facteur.domains.unverified",
                "Sender domains that nobody has shown to be theirs",
                () -> accounts.domains().stream().filter(domain -> !domain.verified()).count());
        gauge(
                registry,
                "facteur.domains.records.gone",
                "DNS records of sender domains that have disappeared",
                () -> accounts.domains().stream().mapToInt(this::gone).sum());
    }

    private int gone(Domain domain) {
        return records.gone(domain).size();
    }

    private static void gauge(
            MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }
}
