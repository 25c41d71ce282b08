package dev.facteur.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;

/// The machine's own name service, so that `/etc/hosts` counts as the operator expects.
public final class SystemResolver implements Resolver {
    /// Java throws [UnknownHostException] for everything and puts what the C library says behind
    /// the name. These are its words for "there is no such name", on Linux and on macOS; with any
    /// other the name may exist.
    private static final List<String> NO_SUCH_NAME =
            List.of("not known", "No address associated with hostname");

    static {
        // Java would remember for ten seconds that a lookup failed, and forget why.
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    private final Lookup lookup;

    public SystemResolver() {
        this(InetAddress::getAllByName);
    }

    SystemResolver(Lookup lookup) {
        this.lookup = lookup;
    }

    /// What Java offers.
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    @Override
    public List<InetAddress> addresses(String host) throws IOException {
        try {
            return List.of(lookup.addresses(host));
        } catch (UnknownHostException e) {
            String words = String.valueOf(e.getMessage());
            if (NO_SUCH_NAME.stream().anyMatch(words::contains)) throw e;
            throw new IOException("the name service does not answer (" + words + ")", e);
        }
    }
}
