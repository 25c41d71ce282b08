package dev.facteur.platform;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.DnsTrouble.Kind;
import dev.facteur.protocol.dns.DnsTrouble.Saying;
import dev.facteur.protocol.dns.RecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;

/// DNS as the machine's resolvers, or those that the operator names, tell it.
///
/// The servers are asked in turn, twice, so that one that is down costs some seconds and no mail.
/// Over UDP, and over TCP what does not fit.
public final class SystemDns implements Dns {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int ROUNDS = 2;

    /// DNS Flag Day 2020: what crosses the Internet without fragments.
    private static final int PAYLOAD = 1232;

    private final List<InetSocketAddress> servers;
    private final @Nullable Boolean validated;
    private final boolean recursive;

    /// @param servers empty for those of the machine, which are looked up anew for each question
    /// @param validated whether their word on DNSSEC counts; null: when all of them are on this
    ///   machine, so that nobody on the way can have said it for them
    public SystemDns(List<InetSocketAddress> servers, @Nullable Boolean validated) {
        this(servers, validated, true);
    }

    private SystemDns(
            List<InetSocketAddress> servers, @Nullable Boolean validated, boolean recursive) {
        this.servers = List.copyOf(servers);
        this.validated = validated;
        this.recursive = recursive;
    }

    /// A server that has a zone itself, asked once and without recursion, see
    /// [dev.facteur.protocol.dns.NameServers]. What it says of DNSSEC proves nothing.
    public static SystemDns authority(InetAddress address) {
        return authority(new InetSocketAddress(address, SimpleResolver.DEFAULT_PORT));
    }

    /// The same at another port.
    public static SystemDns authority(InetSocketAddress server) {
        return new SystemDns(List.of(server), false, false);
    }

    @Override
    public DnsAnswer ask(String name, RecordType type) throws DnsTrouble {
        var asked = absolute(name);
        var known = servers();
        boolean trusted = trusted(known);
        var trouble = new DnsTrouble(Kind.TIMEOUT, Saying.DNS_NO_SERVER);
        for (int round = 0; round < (recursive ? ROUNDS : 1); round++) {
            for (var server : known) {
                try {
                    var response = ask(server, asked, type);
                    return DnsAnswer.of(response, asked, type, trusted);
                } catch (DnsTrouble e) {
                    trouble = e;
                }
            }
        }
        throw trouble;
    }

    private static Name absolute(String name) throws DnsTrouble {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new DnsTrouble(Kind.NO_NAME, Saying.DNS_NO_NAME, name);
        }
    }

    private List<InetSocketAddress> servers() {
        return servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
    }

    private boolean trusted(List<InetSocketAddress> known) {
        if (validated != null) return validated;
        return known.stream().allMatch(server -> server.getAddress().isLoopbackAddress());
    }

    private Message ask(InetSocketAddress server, Name name, RecordType type) throws DnsTrouble {
        var query = query(name, type);
        var response = send(query, server, name);
        int code = response.getRcode();
        if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) return response;
        throw refusal(query, server, name, response);
    }

    private Message query(Name name, RecordType type) {
        var query = Message.newQuery(Record.newRecord(name, type.code(), DClass.IN));
        // RFC 6840 §5.7: asks a validating resolver to say whether it has proved the answer.
        query.getHeader().setFlag(Flags.AD);
        if (!recursive) query.getHeader().unsetFlag(Flags.RD);
        return query;
    }

    private static Message send(Message query, InetSocketAddress server, Name name)
            throws DnsTrouble {
        var resolver = new SimpleResolver(server);
        resolver.setTimeout(PATIENCE);
        resolver.setEDNS(0, PAYLOAD, 0, List.of());
        // Not on the common pool, dnsjava's own choice: on two cores that is one thread, and
        // whoever
        // blocks it would silence DNS.
        var sent = resolver.sendAsync(query, Runnable::run).toCompletableFuture();
        try {
            return sent.get(2 * PATIENCE.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            throw new DnsTrouble(Kind.TIMEOUT, Saying.DNS_SILENT, words(server), words(name));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DnsTrouble(Kind.TIMEOUT, Saying.DNS_BROKEN_OFF, words(name));
        }
    }

    private DnsTrouble refusal(
            Message query, InetSocketAddress server, Name name, Message response) {
        int code = response.getRcode();
        var reason = reason(response);
        if (reason.isEmpty() && code == Rcode.SERVFAIL && recursive) {
            reason = reasonFoundOut(query, server, name);
        }
        var kind = code == Rcode.REFUSED ? Kind.REFUSED : Kind.FAILED;
        var word = Rcode.string(code);
        return new DnsTrouble(kind, Saying.DNS_ANSWERS, words(server), word, words(name), reason);
    }

    /// RFC 4035 §3.2.2: a resolver that is told not to check (CD) hands over what it had found to
    /// be forged or broken; many say no reason by themselves.
    private static String reasonFoundOut(Message query, InetSocketAddress server, Name name) {
        var unchecked = query.clone();
        unchecked.getHeader().setFlag(Flags.CD);
        try {
            int code = send(unchecked, server, name).getRcode();
            boolean answers = code == Rcode.NOERROR || code == Rcode.NXDOMAIN;
            return answers ? bogus() : "";
        } catch (DnsTrouble e) {
            return "";
        }
    }

    private static String bogus() {
        return " (" + ExtendedErrorCodeOption.text(ExtendedErrorCodeOption.DNSSEC_BOGUS) + ")";
    }

    /// RFC 8914: why, where the server says it.
    private static String reason(Message response) {
        var options = response.getOPT();
        if (options == null) return "";
        for (var option : options.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)) {
            if (option instanceof ExtendedErrorCodeOption error) {
                return " (" + ExtendedErrorCodeOption.text(error.getErrorCode()) + ")";
            }
        }
        return "";
    }

    private static String words(Name name) {
        return name.toString(true);
    }

    private static String words(InetSocketAddress server) {
        var address = server.getAddress().getHostAddress();
        return server.getPort() == SimpleResolver.DEFAULT_PORT
                ? address
                : address + " port " + server.getPort();
    }
}
