package dev.facteur.testkit;

import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLContext;

/// A main class: a provider that takes all mail on the rungs it is told, in a process of its own.
///
/// Arguments: a folder, in which its authority's `ca.pem` appears; the name its certificate
/// carries; the rungs, as in `587/starttls`. Writes a line when it listens, runs until it is
/// killed.
public final class LadderServer {
    private LadderServer() {}

    public static void main(String[] arguments) throws Exception {
        var authority = TestAuthority.create(Path.of(arguments[0]));
        var context = authority.serving(authority.issue(arguments[1]));
        var anywhere = InetAddress.getByName("0.0.0.0");
        for (var text : Arrays.asList(arguments).subList(2, arguments.length)) {
            var rung = Rung.of(text);
            ScriptedServer.start(anywhere, rung.port(), s -> serve(s, rung.tls(), context));
        }
        System.out.println("listening");
        Thread.currentThread().join();
    }

    private static void serve(Scene scene, TlsMode mode, SSLContext context) throws IOException {
        switch (mode) {
            case IMPLICIT -> scene.handshake(context).greet("PIPELINING", "AUTH PLAIN");
            case STARTTLS -> {
                scene.greet("STARTTLS").startTls(context);
                scene.hello("PIPELINING", "AUTH PLAIN");
            }
            case NONE -> scene.greet("PIPELINING", "AUTH PLAIN");
        }
        scene.expect("AUTH PLAIN ");
        scene.say("235 2.7.0 welcome");
        scene.takeMails();
    }
}
