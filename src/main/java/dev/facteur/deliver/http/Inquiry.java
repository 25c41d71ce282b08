package dev.facteur.deliver.http;

import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Topic;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A question to a provider about an account.
///
/// @param topic what it is about, for those who have to be told that it was not answered
/// @param ofAnyKey whether a key that may send may also ask this, or is told that it may not; then
///   one that is not taken at all is wrong
/// @param reading what an answer says
public record Inquiry(
        Topic topic, ApiCall call, boolean ofAnyKey, Function<JsonNode, AccountStanding> reading) {
    public Inquiry(Topic topic, ApiCall call, Function<JsonNode, AccountStanding> reading) {
        this(topic, call, true, reading);
    }
}
