package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A place where mail programs are installed that exclude one another: a mount namespace in which
/// unpacked packages lie over `/usr` and a folder of the test over `/etc`. Nothing of it is seen
/// outside, nothing remains. Needs root and Linux.
public final class PeerWorld {
    private final Path folder;
    private final List<String> packages;

    private PeerWorld(Path folder, List<String> packages) {
        this.folder = folder;
        this.packages = packages;
    }

    /// @param folder an existing one; others than its owner may enter it
    /// @param packages Debian packages that `.ci/run` unpacks
    public static PeerWorld in(Path folder, String... packages) throws IOException {
        Peers.require("root", "unshare");
        for (var name : packages) {
            if (!Files.isDirectory(unpacked(name))) {
                Peers.missing("the package " + name + " is not unpacked in " + unpacked(name));
            }
        }
        Files.createDirectories(folder.resolve("etc"));
        return new PeerWorld(folder, List.of(packages));
    }

    private static Path unpacked(String name) {
        return Peers.folder().resolve(name);
    }

    /// Puts a file there before it is entered.
    public PeerWorld file(String place, String text) throws IOException {
        var file = folder.resolve(place.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /// A script of `src/test/resources/peers`, ready to run inside.
    public Program script(String name) throws IOException {
        var command = new ArrayList<Object>();
        command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        command.addAll(List.of("--mount-proc", "bash", resource("world.sh"), folder));
        command.add(resource(name));
        for (var each : packages) command.add(unpacked(each));
        return Program.of(command.toArray());
    }

    private Path resource(String name) throws IOException {
        var file = folder.resolve(name);
        try (var in = PeerWorld.class.getResourceAsStream("/peers/" + name)) {
            if (in == null) throw new IOException("no such test resource: peers/" + name);
            Files.write(file, in.readAllBytes());
        }
        return file;
    }
}
