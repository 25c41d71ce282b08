package dev.facteur.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/// A WordPress with the PHP that runs it: the machine's own, and the newest that can be had.
public enum WordPressEdition {
    INSTALLED(Php.INSTALLED),
    NEWEST(Php.NEWEST);

    private final Php php;

    WordPressEdition(Php php) {
        this.php = php;
    }

    public Php php() {
        return php;
    }

    /// Goes on when it is here; see [Peers].
    void require() {
        php.require();
        if (!Files.isReadable(sources().resolve("wp-load.php"))) {
            Peers.missing(sources() + " is missing (.ci/run installs or fetches it)");
        }
    }

    /// The folder with its files.
    Path sources() {
        var root = this == INSTALLED ? Path.of("/") : Peers.folder().resolve("wordpress");
        return root.resolve("usr/share/wordpress");
    }
}
