package dev.facteur.deliver.http;

import java.util.function.Predicate;

/// One of a provider's own lists of addresses that it drops mail to, and one address.
///
/// @param name as the provider calls it
/// @param question asks whether the address is on it
/// @param holds whether a good answer says so; one that says 404 never does
/// @param strike takes the address off
public record HeldList(String name, ApiCall question, Predicate<ApiAnswer> holds, ApiCall strike) {}
