package dev.facteur;

import dev.facteur.cli.Programs;
import dev.facteur.cli.Terminal;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import java.io.IOException;

/// The programs behind `serve`, `try` and `sandbox`.
final class Services implements Programs {
    @Override
    public Running serve(Config config) throws IOException {
        return Gateway.start(config, Surroundings.system())::close;
    }

    @Override
    public int trial(Trial trial, Terminal terminal) {
        terminal.err().println("facteur: this build has no trial");
        return 69;
    }

    @Override
    public int sandbox(Practice practice, Terminal terminal) {
        terminal.err().println("facteur: this build has no practice server");
        return 69;
    }
}
