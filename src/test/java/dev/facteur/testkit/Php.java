package dev.facteur.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// The versions of PHP that tests run: the machine's own, and those that `.ci/run` has put among
/// the unpacked peers.
public enum Php {
    /// Runs as WebAssembly, in Node: it reads files and prints, and that is all.
    OLDEST("php7.4"),
    INSTALLED("php"),
    /// Runs with its own C library.
    NEWEST("php8.4");

    private static final List<String> EXTENSIONS =
            List.of(
                    "mysqlnd mysqli mbstring dom xml xmlwriter tokenizer ctype iconv sockets posix phar"
                            .split(" "));
    private static final Path NODE_SCRIPT = Path.of("src/test/resources/wordpress/php74.mjs");

    private final String name;

    Php(String name) {
        this.name = name;
    }

    /// Goes on when it is here; see [Peers].
    public void require() {
        Peers.require(this == OLDEST ? "node" : "php");
        if (this != INSTALLED && !Files.isDirectory(folder())) {
            Peers.missing(folder() + " is missing (.ci/run fetches it)");
        }
    }

    /// Starts a script with arguments, such as settings before it. The oldest takes none of these:
    /// its script comes from the input, its arguments are files that it may read.
    public List<String> command(Object... arguments) {
        var command = new ArrayList<String>();
        switch (this) {
            case OLDEST ->
                    Collections.addAll(
                            command, "node", NODE_SCRIPT.toString(), folder().toString());
            case INSTALLED -> command.add("php");
            case NEWEST -> command.addAll(unpacked());
        }
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    private List<String> unpacked() {
        var libraries = folder().resolve("usr/lib/x86_64-linux-gnu");
        var command = new ArrayList<String>();
        Collections.addAll(
                command,
                libraries.resolve("ld-linux-x86-64.so.2").toString(),
                "--library-path",
                libraries.toString(),
                folder().resolve("usr/bin/php8.4").toString(),
                "-n",
                "-d",
                "extension_dir=" + folder().resolve("usr/lib/php/20240924"));
        for (var extension : EXTENSIONS)
            Collections.addAll(command, "-d", "extension=" + extension);
        return command;
    }

    private Path folder() {
        return Peers.folder().resolve(name);
    }
}
