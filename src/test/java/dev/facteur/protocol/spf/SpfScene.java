package dev.facteur.protocol.spf;

import dev.facteur.testkit.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Some domains with their records, made up by a seed, and somebody who sends for one of them.
///
/// Left out is where readers are known to differ: `ptr` (whose hosts not all of them look up),
/// records that include themselves (some refuse them before they are reached), modifiers that
/// nobody knows standing twice, and aliases.
///
/// @param zone triples of name, type and value
record SpfScene(List<List<String>> zone, String client, String sender, String helo) {
    private static final int DOMAINS = 8;

    static SpfScene of(long seed) {
        return new Maker(new Random(seed)).make();
    }

    Zone dns() {
        var dns = new Zone();
        for (var line : zone) {
            var value =
                    switch (line.get(1)) {
                        case "TXT" -> "\"" + line.get(2) + "\"";
                        case "MX" -> "10 " + line.get(2) + ".";
                        default -> line.get(2);
                    };
            dns.with(line.get(0) + ". " + line.get(1) + " " + value);
        }
        return dns;
    }

    private static final class Maker {
        private final Random random;
        private final List<List<String>> zone = new ArrayList<>();

        Maker(Random random) {
            this.random = random;
        }

        SpfScene make() {
            for (int i = 0; i < DOMAINS; i++) addDomain(i);
            for (int i = 0; i < 4; i++) {
                if (chance(50)) add(reversed(i) + ".m.example", "A", "127.0.0.2");
            }
            add("user.m.example", "A", "127.0.0.2");
            var client = chance(70) ? address4() : address6();
            var sender = one("user", "user-a", "A.User") + "@" + domain(random.nextInt(DOMAINS));
            return new SpfScene(List.copyOf(zone), client, sender, domain(random.nextInt(DOMAINS)));
        }

        private void addDomain(int i) {
            if (chance(92)) add(domain(i), "TXT", record(i));
            if (chance(3)) add(domain(i), "TXT", "v=spf1 +all");
            if (chance(60)) add(domain(i), "A", address4());
            if (chance(40)) add(domain(i), "AAAA", address6());
            if (chance(40)) add(domain(i), "MX", domain(random.nextInt(DOMAINS)));
        }

        private void add(String name, String type, String value) {
            zone.add(List.of(name, type, value));
        }

        private String record(int i) {
            var terms = new ArrayList<>(List.of("v=spf1"));
            for (int n = random.nextInt(5); n > 0; n--) terms.add(term(i));
            if (chance(3)) terms.add(broken());
            if (chance(50)) {
                terms.add(one("-all", "~all", "?all", "all", "+all"));
            } else if (chance(40)) {
                terms.add("redirect=" + later(i));
            }
            return String.join(" ", terms);
        }

        private String term(int i) {
            var mechanism =
                    one(
                            () -> one("a", "A", "mx") + prefix(),
                            () -> one("a:", "mx:") + target() + prefix(),
                            () -> "include:" + later(i),
                            () -> "exists:" + target(),
                            () -> "ip4:" + address4() + one("", "/24", "/31", "/0"),
                            () -> "ip6:" + address6() + one("", "/64", "/127", "/0"));
            return one("", "", "+", "-", "~", "?") + mechanism;
        }

        private String prefix() {
            return one("", "", "/24", "/31", "/0", "//64", "/24//64", "//0", "/32//128");
        }

        private String target() {
            return chance(60)
                    ? domain(random.nextInt(DOMAINS + 1))
                    : one(
                            "%{d}",
                            "%{o}",
                            "x.%{d}",
                            "%{l}.m.example",
                            "%{ir}.m.example",
                            "%{h}",
                            "%{l1r-}.m.example",
                            "%{s}.m.example",
                            "%{L}.m.example",
                            "%{d1r}.example",
                            "%{i}.%{v}.m.example",
                            "%{d2}",
                            "a%_%%%-b.example");
        }

        private String broken() {
            return one(
                    "a:",
                    "include",
                    "mx/33",
                    "ip4:192.0.2",
                    "foo",
                    "a:%x.example",
                    "ip6:zz",
                    "all:x",
                    "redirect=",
                    "a:museum",
                    "-exp=a.b",
                    "ip4:192.0.2.1/032",
                    "a//129");
        }

        /// So that nothing includes itself.
        private String later(int i) {
            return domain(i + 1 + random.nextInt(DOMAINS - i));
        }

        /// The one after the last has no records.
        private static String domain(int i) {
            return "d" + i + ".example";
        }

        private String address4() {
            return "192.0.2." + random.nextInt(4);
        }

        private static String reversed(int i) {
            return i + ".2.0.192";
        }

        private String address6() {
            return one("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1");
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        @SafeVarargs
        private String one(Supplier<String>... makers) {
            return makers[random.nextInt(makers.length)].get();
        }

        private String one(String... words) {
            return words[random.nextInt(words.length)];
        }
    }
}
