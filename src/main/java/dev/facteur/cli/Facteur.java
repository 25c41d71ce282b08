package dev.facteur.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options every command understands. Their help stands in the catalogues, as all help does.
@Command(name = "facteur")
final class Facteur {
    @Option(names = "--json", scope = ScopeType.INHERIT)
    boolean json;

    /// Read by [Messages] before anything else is parsed; here it is only checked.
    @Option(names = "--lang", paramLabel = "LANG", scope = ScopeType.INHERIT)
    @Nullable Language language;

    @Option(names = "--data", paramLabel = "DIR", scope = ScopeType.INHERIT)
    @Nullable Path data;

    @Option(names = "--url", paramLabel = "URL", scope = ScopeType.INHERIT)
    @Nullable String url;

    @Option(names = "--key", paramLabel = "TOKEN", scope = ScopeType.INHERIT)
    @Nullable String key;

    @Option(names = "--token-file", paramLabel = "FILE", scope = ScopeType.INHERIT)
    @Nullable Path keyFile;

    @Option(names = "--trust", paramLabel = "FILE", scope = ScopeType.INHERIT)
    @Nullable Path trust;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT)
    boolean help;

    @SuppressWarnings("unused") // The words that may follow --lang.
    enum Language {
        en,
        fr
    }
}
