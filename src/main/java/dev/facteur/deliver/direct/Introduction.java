package dev.facteur.deliver.direct;

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
        String sentence();

        /// The address is not what others see.
        record Hidden(String address) implements Flaw {
            @Override
            public String sentence() {
                return "This machine calls from "
                        + address
                        + ", which is not what others see: whether the public address has a name"
                        + " (PTR) that fits cannot be seen from here.";
            }
        }

        /// DNS does not say.
        record Unknown(String address, String why) implements Flaw {
            @Override
            public String sentence() {
                return "Whether "
                        + address
                        + " has a name (PTR) cannot be found out now: "
                        + why
                        + ".";
            }
        }

        /// There is no PTR.
        record Nameless(String address, String hello) implements Flaw {
            @Override
            public String sentence() {
                return "The address "
                        + address
                        + " has no name (PTR), and many servers refuse mail from such. Ask the"
                        + " company that it belongs to for the PTR "
                        + hello
                        + ".";
            }
        }

        /// Its name does not lead back.
        record Unconfirmed(String address, String name) implements Flaw {
            @Override
            public String sentence() {
                return "The name of "
                        + address
                        + " (PTR), "
                        + name
                        + ", does not lead back to it. Give "
                        + name
                        + " an address record with "
                        + address
                        + ".";
            }
        }

        /// Its name is made of the address.
        record Generic(String address, String name, String hello) implements Flaw {
            @Override
            public String sentence() {
                return "The name of "
                        + address
                        + " (PTR), "
                        + name
                        + ", is made of the address, as those of home lines are. Ask the company"
                        + " that it belongs to for the PTR "
                        + hello
                        + ".";
            }
        }

        /// The name in EHLO leads elsewhere, or nowhere.
        record HelloElsewhere(String address, String hello) implements Flaw {
            @Override
            public String sentence() {
                return "The route introduces itself as "
                        + hello
                        + ", which does not lead to "
                        + address
                        + ". Give it an address record with that, or another name: facteur route"
                        + " set NAME --hello HOST.";
            }
        }

        /// Each is right by itself, and they are two names.
        record TwoNames(String address, String name, String hello) implements Flaw {
            @Override
            public String sentence() {
                return "The name of "
                        + address
                        + " (PTR) is "
                        + name
                        + ", and the route introduces itself as "
                        + hello
                        + "; the same name for both is better.";
            }
        }
    }

    /// What is to be mended, a sentence each; empty when all is well.
    List<String> advice(InetAddress source, String hello) {
        return flaws(source, hello).stream()
                // Two names that both lead back are allowed, and not worth a sentence here.
                .filter(flaw -> !(flaw instanceof Flaw.TwoNames))
                .map(Flaw::sentence)
                .toList();
    }

    /// Empty when all is well.
    public List<Flaw> flaws(InetAddress source, String hello) {
        var address = source.getHostAddress();
        if (PublicAddresses.objection(source) != null) return List.of(new Flaw.Hidden(address));
        try {
            return flaws(source, address, hello.toLowerCase(Locale.ROOT));
        } catch (DnsTrouble trouble) {
            return List.of(new Flaw.Unknown(address, String.valueOf(trouble.getMessage())));
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
