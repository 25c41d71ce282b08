package dev.facteur.deliver.direct;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.ReverseName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Looks whether an address of ours and the name in EHLO lead to each other in DNS, as receivers
/// want it before they believe anybody.
final class Introduction {
    private final Dns dns;

    Introduction(Dns dns) {
        this.dns = dns;
    }

    /// What is to be mended, a sentence each; empty when all is well.
    List<String> advice(InetAddress source, String hello) {
        var address = source.getHostAddress();
        if (PublicAddresses.objection(source) != null) {
            return List.of(
                    "This machine calls from "
                            + address
                            + ", which is not what others see: whether the public address has a"
                            + " name (PTR) that fits cannot be seen from here.");
        }
        try {
            return advice(source, address, hello);
        } catch (DnsTrouble trouble) {
            return List.of(
                    "Whether "
                            + address
                            + " has a name (PTR) cannot be found out now: "
                            + trouble.getMessage()
                            + ".");
        }
    }

    private List<String> advice(InetAddress source, String address, String hello)
            throws DnsTrouble {
        var advice = new ArrayList<String>();
        var names = dns.ask(ReverseName.of(source), RecordType.PTR).names();
        if (names.isEmpty()) {
            advice.add(
                    "The address "
                            + address
                            + " has no name (PTR), and many servers refuse mail from such. Ask the"
                            + " company that it belongs to for the PTR "
                            + hello
                            + ".");
        } else if (names.stream().noneMatch(name -> leadsTo(name, source))) {
            advice.add(
                    "The name of "
                            + address
                            + " (PTR), "
                            + names.getFirst()
                            + ", does not lead back to it. Give "
                            + names.getFirst()
                            + " an address record with "
                            + address
                            + ".");
        }
        if (!leadsTo(hello.toLowerCase(Locale.ROOT), source)) {
            advice.add(
                    "The route introduces itself as "
                            + hello
                            + ", which does not lead to "
                            + address
                            + ". Give it an address record with that, or another name: facteur"
                            + " route set NAME --hello HOST.");
        }
        return advice;
    }

    private boolean leadsTo(String name, InetAddress address) {
        var type = address instanceof Inet6Address ? RecordType.AAAA : RecordType.A;
        try {
            return dns.ask(name, type).addresses().contains(address);
        } catch (DnsTrouble _) {
            return false;
        }
    }
}
