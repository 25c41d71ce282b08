package dev.facteur.deliver.http;

import dev.facteur.route.SenderRecords;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// A question to a provider about a sender domain.
///
/// @param reading what an answer leads to
/// @param absent what follows where the provider knows no such thing (404)
public record DomainQuestion(
        ApiCall call, Function<JsonNode, Step> reading, Supplier<Step> absent) {
    public DomainQuestion(ApiCall call, Function<JsonNode, Step> reading) {
        this(call, reading, () -> new Told(SenderRecords.absent()));
    }

    /// What an answer leads to.
    public sealed interface Step {}

    /// Another question, such as for the details of what a list named.
    public record Next(DomainQuestion question) implements Step {}

    public record Told(SenderRecords records) implements Step {}
}
