package dev.facteur.platform.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.tomlj.TomlArray;

/// One value as it was written, and where.
///
/// @param value a TOML value; text when it comes from the environment
/// @param where file and line, or the environment variable
/// @param line 0 for the environment
/// @param environment whether numbers and lists are still to be read from the text
record Setting(Object value, String where, int line, boolean environment) {
    String text() throws BadSetting {
        if (value instanceof String text) return text;
        throw new BadSetting("must be text in quotes, not " + value);
    }

    int integer(int least, int most) throws BadSetting {
        long number = integer(value);
        if (number < least || number > most) {
            throw new BadSetting(number + " is not between " + least + " and " + most);
        }
        return (int) number;
    }

    private long integer(Object one) throws BadSetting {
        if (one instanceof Long number) return number;
        if (environment && one instanceof String text) {
            try {
                return Long.parseLong(text.strip());
            } catch (NumberFormatException _) {
                throw new BadSetting("“" + text + "” is not a whole number");
            }
        }
        throw new BadSetting("must be a whole number without quotes, not " + written(one));
    }

    /// The elements of a list; a single value is a list of one.
    private List<Object> elements() {
        var elements = new ArrayList<Object>();
        if (value instanceof TomlArray array) {
            elements.addAll(array.toList());
        } else if (environment && value instanceof String text) {
            for (var part : text.split(",", -1)) {
                if (!part.isBlank()) elements.add(part.strip());
            }
        } else {
            elements.add(value);
        }
        return elements;
    }

    List<Integer> ports() throws BadSetting {
        var ports = new ArrayList<Integer>();
        for (var element : elements()) {
            long port = integer(element);
            if (port == 25) {
                throw new BadSetting(
                        "port 25 is for mail servers among themselves, is blocked in most networks"
                                + " and takes no passwords; sites hand their mail over on 587,"
                                + " 2525 (STARTTLS) or 465 (TLS)");
            }
            if (port < 0 || port > 65535) throw new BadSetting("there is no port " + port);
            ports.add((int) port);
        }
        return ports;
    }

    List<InetAddress> addresses() throws BadSetting {
        var addresses = new ArrayList<InetAddress>();
        for (var element : elements()) {
            if (!(element instanceof String text)) {
                throw new BadSetting("an address is text in quotes, not " + element);
            }
            addresses.add(address(text));
        }
        return addresses;
    }

    /// Reads `127.0.0.1:8025`, `[::1]:8025`, `localhost:8025`.
    InetSocketAddress endpoint() throws BadSetting {
        var text = text().strip();
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new BadSetting(
                    "“" + text + "” is not ADDRESS:PORT; write for example \"127.0.0.1:8025\"");
        }
        var host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        try {
            return new InetSocketAddress(
                    address(host), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException _) {
            throw new BadSetting("there is no port “" + text.substring(colon + 1) + "”");
        }
    }

    /// Literals only: a name would make the start depend on a name server.
    private static InetAddress address(String text) throws BadSetting {
        if (text.equals("localhost")) return InetAddress.getLoopbackAddress();
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new BadSetting(
                    "“"
                            + text
                            + "” is not an IP address; write for example \"127.0.0.1\", or"
                            + " \"0.0.0.0\" for every address of this machine");
        }
    }

    private static String written(Object value) {
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }
}
