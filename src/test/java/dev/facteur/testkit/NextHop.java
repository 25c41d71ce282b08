package dev.facteur.testkit;

import java.nio.file.Path;

/// A mail server at `localhost` to deliver to, by STARTTLS and AUTH.
///
/// @param caFile who issued its certificate
public record NextHop(int port, String user, String password, Path caFile) {}
