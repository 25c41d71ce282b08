package dev.facteur;

import dev.facteur.platform.secret.Secret;
import java.nio.file.Path;

/// The way out that `facteur try` uses: the practice server, as if it were a provider.
///
/// @param ladder as the API takes it
/// @param ca the practice server's own certificate, which is verified like any other
record TryRoute(String ladder, String user, Secret password, Path ca) {}
