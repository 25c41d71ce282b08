package dev.facteur.deliver.direct;

import dev.facteur.mail.Statement;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.ReverseName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Looks whether an address of ours and the name in EHLO lead to each other in DNS, as receivers
/// want it before they believe anybody. Blocks for DNS.
public final class Introduction {
    private final Dns dns;

    public Introduction(Dns dns) {
        this.dns = dns;
    }

    /// What receivers dislike.
    public sealed interface Flaw {
        /// For people who want English.
        Statement statement();

        /// The address is not what others see.
        record Hidden(String address) implements Flaw {
            @Override
            public Statement statement() {
                return Saying.FACE_HIDDEN.with(address);
            }
        }

        /// DNS does not say.
        record Unknown(String address, Statement why) implements Flaw {
            @Override
            public Statement statement() {
                return Saying.FACE_UNKNOWN.with(address).and(why);
            }
        }

        /// There is no PTR.
        record Nameless(String address, String hello) implements Flaw {
            @Override
            public Statement statement() {
                return Saying.FACE_NAMELESS.with(address, hello);
            }
        }

        /// Its name does not lead back.
        record Unconfirmed(String address, String name) implements Flaw {
            @Override
            public Statement statement() {
                return Saying.FACE_UNCONFIRMED.with(address, name);
            }
        }

        /// Its name is made of the address.
        record Generic(String address, String name, String hello) implements Flaw {
            @Override
            public Statement statement() {
                return Saying.FACE_GENERIC.with(address, name, hello);
            }
        }

        /// The name in EHLO leads elsewhere, or nowhere.
        record HelloElsewhere(String address, String hello) implements Flaw {
            @Override
            public Statement statement() {
                return Saying.FACE_HELLO_ELSEWHERE.with(address, hello);
            }
        }

        /// Each is right by itself, and they are two names.
        record TwoNames(String address, String name, String hello) implements Flaw {
            @Override
            public Statement statement() {
                return Saying.FACE_TWO_NAMES.with(address, name, hello);
            }
        }
    }

    /// What is to be mended, a sentence each; empty when all is well.
    List<Statement> advice(InetAddress source, String hello) {
        return flaws(source, hello).stream()
                // Two names that both lead back are allowed, and not worth a sentence here.
                .filter(flaw -> !(flaw instanceof Flaw.TwoNames))
                .map(Flaw::statement)
                .toList();
    }

    /// Empty when all is well.
    public List<Flaw> flaws(InetAddress source, String hello) {
        var address = source.getHostAddress();
        if (PublicAddresses.objection(source) != null) return List.of(new Flaw.Hidden(address));
        try {
            return flaws(source, address, hello.toLowerCase(Locale.ROOT));
        } catch (DnsTrouble trouble) {
            return List.of(new Flaw.Unknown(address, trouble.statement()));
        }
    }

    private List<Flaw> flaws(InetAddress source, String address, String hello) throws DnsTrouble {
        var flaws = new ArrayList<Flaw>();
        var names = dns.ask(ReverseName.of(source), RecordType.PTR).names();
        var back = names.stream().filter(name -> leadsTo(name, source)).findFirst();
        if (names.isEmpty()) flaws.add(new Flaw.Nameless(address, hello));
        else if (back.isEmpty()) flaws.add(new Flaw.Unconfirmed(address, names.getFirst()));
        else if (GenericNames.made(back.get(), source)) {
            flaws.add(new Flaw.Generic(address, back.get(), hello));
        } else if (!names.contains(hello)) {
            flaws.add(new Flaw.TwoNames(address, back.get(), hello));
        }
        if (!leadsTo(hello, source)) flaws.add(new Flaw.HelloElsewhere(address, hello));
        return flaws;
    }

    private boolean leadsTo(String name, InetAddress address) {
        var type = address instanceof Inet6Address ? RecordType.AAAA : RecordType.A;
        try {
            return dns.ask(DnsName.escaped(name), type).addresses().contains(address);
        } catch (DnsTrouble _) {
            return false;
        }
    }
}
