package dev.facteur.platform.config;

import dev.facteur.platform.HostName;
import dev.facteur.platform.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.tomlj.TomlArray;

/// One value as it was written, and where.
///
/// @param value a TOML value; text when it comes from the environment
/// @param place where it comes from the environment, numbers and lists are still to be read from
///   the text
record Setting(Object value, Place place) {
    String text() throws BadSetting {
        if (value instanceof String text) return text;
        throw new BadSetting("needs-text", "must be text in quotes, not " + value, value);
    }

    int integer(int least, int most) throws BadSetting {
        long number = integer(value);
        if (number < least || number > most) {
            throw outOfRange(number, least, most);
        }
        return (int) number;
    }

    static BadSetting outOfRange(Object value, Object least, Object most) {
        var sentence = value + " is not between " + least + " and " + most;
        return new BadSetting("out-of-range", sentence, value, least, most);
    }

    private long integer(Object one) throws BadSetting {
        if (one instanceof Long number) return number;
        if (place.environment() && one instanceof String text) {
            try {
                return Long.parseLong(text.strip());
            } catch (NumberFormatException _) {
                throw new BadSetting("no-number", "“" + text + "” is not a whole number", text);
            }
        }
        var found = written(one);
        throw new BadSetting(
                "needs-number", "must be a whole number without quotes, not " + found, found);
    }

    /// The elements of a list; a single value is a list of one.
    private List<Object> elements() {
        var elements = new ArrayList<Object>();
        if (value instanceof TomlArray array) {
            elements.addAll(array.toList());
        } else if (place.environment() && value instanceof String text) {
            for (var part : text.split(",", -1)) {
                if (!part.isBlank()) elements.add(part.strip());
            }
        } else {
            elements.add(value);
        }
        return elements;
    }

    /// Ports at which sites hand mail over.
    List<Integer> ports() throws BadSetting {
        var ports = serverPorts();
        if (ports.contains(25)) {
            throw new BadSetting(
                    "port-25",
                    "port 25 is for mail servers among themselves, is blocked in most networks"
                            + " and takes no passwords; sites hand their mail over on 587,"
                            + " 2525 (STARTTLS) or 465 (TLS)");
        }
        return ports;
    }

    /// Ports at which mail servers call, 25 among them.
    List<Integer> serverPorts() throws BadSetting {
        var ports = new ArrayList<Integer>();
        for (var element : elements()) {
            long port = integer(element);
            if (port < 0 || port > 65535) throw noPort(port);
            ports.add((int) port);
        }
        return ports;
    }

    List<String> texts() {
        return elements().stream()
                .map(element -> String.valueOf(element).strip())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static boolean isPort(String text) {
        return text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535;
    }

    private static BadSetting noPort(Object port) {
        return new BadSetting("no-port", "there is no port “" + port + "”", port);
    }

    List<InetAddress> addresses() throws BadSetting {
        var addresses = new ArrayList<InetAddress>();
        for (var element : elements()) {
            if (!(element instanceof String text)) {
                throw new BadSetting(
                        "address-text", "an address is text in quotes, not " + element, element);
            }
            addresses.add(address(text));
        }
        return addresses;
    }

    /// Reads addresses with or without a port, `10.0.0.53`, `[::1]:5353`.
    List<InetSocketAddress> nameServers() throws BadSetting {
        var servers = new ArrayList<InetSocketAddress>();
        for (var element : elements()) {
            var text = String.valueOf(element).strip();
            boolean bare = text.indexOf(':') < 0 || text.indexOf(':') != text.lastIndexOf(':');
            boolean port = text.startsWith("[") ? text.contains("]:") : !bare;
            servers.add(port ? endpoint(text) : new InetSocketAddress(address(text), 53));
        }
        return servers;
    }

    /// Names, each with a port where it has one: `time.example.com`, `127.0.0.1:1123`.
    List<String> hosts() throws BadSetting {
        var hosts = new ArrayList<String>();
        for (var element : elements()) {
            var text = String.valueOf(element).strip();
            int colon = text.indexOf(':');
            var host = colon < 0 ? text : text.substring(0, colon);
            if (!HostName.isValid(host)) {
                throw new BadSetting(
                        "host-name",
                        "“" + host + "” is not a host name; write for example \"mail.example.com\"",
                        host);
            }
            if (colon >= 0 && !isPort(text.substring(colon + 1))) {
                throw noPort(text.substring(colon + 1));
            }
            hosts.add(text);
        }
        return hosts;
    }

    /// Ranges of addresses, or single ones.
    List<Network> networks() throws BadSetting {
        var networks = new ArrayList<Network>();
        for (var element : elements()) {
            var text = String.valueOf(element).strip();
            var network = Network.parse(text);
            if (network.isEmpty()) {
                throw new BadSetting(
                        "network-form",
                        "“"
                                + text
                                + "” is no range of addresses; write for example"
                                + " \"10.0.0.0/8\" or \"127.0.0.1\"",
                        text);
            }
            networks.add(network.get());
        }
        return networks;
    }

    /// Reads `127.0.0.1:8025`, `[::1]:8025`, `localhost:8025`.
    InetSocketAddress endpoint() throws BadSetting {
        return endpoint(text().strip());
    }

    private static InetSocketAddress endpoint(String text) throws BadSetting {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new BadSetting(
                    "endpoint-form",
                    "“" + text + "” is not ADDRESS:PORT; write for example \"127.0.0.1:8025\"",
                    text);
        }
        var host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        try {
            return new InetSocketAddress(
                    address(host), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException _) {
            throw noPort(text.substring(colon + 1));
        }
    }

    /// Literals only: a name would make the start depend on a name server.
    private static InetAddress address(String text) throws BadSetting {
        if (text.equals("localhost")) return InetAddress.getLoopbackAddress();
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new BadSetting(
                    "address-form",
                    "“"
                            + text
                            + "” is not an IP address; write for example \"127.0.0.1\", or"
                            + " \"0.0.0.0\" for every address of this machine",
                    text);
        }
    }

    private static String written(Object value) {
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }
}
