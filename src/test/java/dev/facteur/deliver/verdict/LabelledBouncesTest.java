package dev.facteur.deliver.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.BounceReader;
import dev.facteur.protocol.bounce.Fate;
import dev.facteur.protocol.bounce.Returned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The reading of mails that came back, against what their collectors say of each (Sisimai's set).
/// The shares are what is reached today; a change may raise them.
///
/// The labels have no addresses, only how many recipients a mail is about; and a few are wrong (a
/// mail that names one recipient counts as two, two recipients stand in the other order).
class LabelledBouncesTest {
    private static final Path SISIMAI = Path.of("src/test/resources/vectors/bounces/sisimai");

    /// The collectors' words, and which of ours say the same. Where theirs tells less than the mail
    /// does (`filtered`, `onhold`, `undefined`), several do, or it is not compared.
    private static final Map<String, Set<Reason>> SAME = same();

    private static final List<Reading> READINGS = new ArrayList<>();

    /// @param reason in the collectors' words
    /// @param hard in their view
    private record Label(String reason, boolean hard) {}

    private record Reading(String file, List<Label> labels, Returned returned) {
        /// What is declared a failure for good of an address.
        private static boolean hard(Fate fate) {
            return fate.action() == Fate.Action.FAILED
                    && Fates.of(fate).verdict() == Verdict.REFUSE_RECIPIENT;
        }

        boolean is(String reason) {
            return labels.getFirst().reason.equals(reason);
        }

        List<Fate> fates() {
            return returned instanceof Returned.Bounce bounce ? bounce.fates() : List.of();
        }

        long named() {
            return fates().stream().filter(fate -> fate.address() != null).count();
        }

        long hardLabels() {
            return labels.stream().filter(Label::hard).count();
        }

        long hardFates() {
            return fates().stream().filter(Reading::hard).count();
        }
    }

    private static Map<String, Set<Reason>> same() {
        var same = new TreeMap<String, Set<Reason>>();
        same.put("userunknown", Set.of(Reason.UNKNOWN_RECIPIENT, Reason.BAD_ADDRESS));
        same.put("hostunknown", Set.of(Reason.UNKNOWN_DOMAIN));
        same.put("notaccept", Set.of(Reason.UNKNOWN_DOMAIN));
        same.put("mailboxfull", Set.of(Reason.MAILBOX_FULL));
        same.put("suspend", Set.of(Reason.MAILBOX_DISABLED));
        same.put("filtered", Set.of(Reason.NOT_WANTED, Reason.UNKNOWN_RECIPIENT));
        same.put("expired", Set.of(Reason.UNREACHABLE_BEYOND, Reason.LATER, Reason.REMOTE_TROUBLE));
        same.put(
                "authfailure",
                Set.of(
                        Reason.POLICY_DMARC,
                        Reason.POLICY_SPF,
                        Reason.POLICY_DKIM,
                        Reason.POLICY_AUTHENTICATION));
        same.put(
                "blocked",
                Set.of(
                        Reason.IP_LISTED,
                        Reason.REPUTATION,
                        Reason.TURNED_AWAY,
                        Reason.POLICY,
                        Reason.LATER));
        same.put(
                "rejected",
                Set.of(
                        Reason.SENDER_REFUSED,
                        Reason.SENDER_DOMAIN_UNKNOWN,
                        Reason.MALFORMED,
                        Reason.NOT_WANTED));
        same.put(
                "policyviolation",
                Set.of(Reason.POLICY, Reason.CONTENT_UNSAFE, Reason.CONTENT, Reason.MALFORMED));
        return same;
    }

    @BeforeAll
    static void readAll() throws IOException {
        var labels = new LinkedHashMap<String, List<Label>>();
        for (var row : Files.readAllLines(SISIMAI.resolve("labels.tsv"), UTF_8)) {
            var cells = row.split("\t", -1);
            if (cells[0].equals("file")) continue;
            labels.computeIfAbsent(cells[0], _ -> new ArrayList<>())
                    .add(new Label(cells[4], Boolean.parseBoolean(cells[5])));
        }
        READINGS.clear();
        for (var entry : labels.entrySet()) {
            try (var mail = Files.newInputStream(SISIMAI.resolve("mail").resolve(entry.getKey()))) {
                READINGS.add(
                        new Reading(entry.getKey(), entry.getValue(), BounceReader.read(mail)));
            }
        }
    }

    private static List<Reading> bounces() {
        return READINGS.stream()
                .filter(reading -> !reading.is("feedback") && !reading.is("vacation"))
                .toList();
    }

    private static long recipients(List<Reading> readings) {
        return readings.stream().mapToLong(reading -> reading.labels.size()).sum();
    }

    @Test
    void nearlyAllRecipientsAreFoundAndNobodyElse() {
        var bounces = bounces();
        long found = 0;
        for (var reading : bounces) {
            assertThat(reading.named()).as(reading.file).isLessThanOrEqualTo(reading.labels.size());
            found += reading.named();
        }
        assertThat(recipients(bounces)).isEqualTo(314);
        assertThat(found).isGreaterThanOrEqualTo(310);
    }

    @Test
    void anAddressThatIsGoodIsHardlyEverGivenUp() {
        var lost = new ArrayList<String>();
        long right = 0;
        for (var reading : bounces()) {
            long hard = reading.hardFates();
            if (hard > reading.hardLabels()) lost.add(reading.file);
            long wrong = Math.abs(hard - reading.hardLabels());
            long missed = reading.labels.size() - reading.fates().size();
            right += reading.labels.size() - Math.max(wrong, missed);
        }
        assertThat(lost)
                .as("given up although soft")
                .isSubsetOf(List.of("lhost-sendmail-27.eml", "rfc3464-01.eml"));
        assertThat(right).as("hard or soft as labelled").isGreaterThanOrEqualTo(300);
    }

    @Test
    void reasonsAgreeWhereBothHaveOne() {
        var shares = new TreeMap<String, int[]>();
        for (var reading : bounces()) {
            if (reading.labels.size() != 1 || reading.fates().isEmpty()) continue;
            var label = reading.labels.getFirst().reason;
            var same = SAME.get(label);
            if (same == null) continue;
            var share = shares.computeIfAbsent(label, _ -> new int[2]);
            if (same.contains(Fates.of(reading.fates().getFirst()).reason())) share[0]++;
            share[1]++;
        }
        shares.forEach((label, share) -> {
            int most = label.equals("blocked") || label.equals("suspend") ? 60 : 75;
            assertThat(100 * share[0] / share[1])
                    .as("%s: %s", label, Arrays.toString(share))
                    .isGreaterThanOrEqualTo(most);
        });
        assertThat(shares.values().stream().mapToInt(share -> share[0]).sum())
                .isGreaterThanOrEqualTo(190);
    }

    @Test
    void complaintsAndAutoRepliesAreNoBounces() {
        for (var reading : READINGS) {
            if (reading.is("feedback")) {
                assertThat(reading.returned)
                        .as(reading.file)
                        .isInstanceOf(Returned.Complaint.class);
            } else if (reading.is("vacation")) {
                assertThat(reading.returned)
                        .as(reading.file)
                        .isInstanceOf(Returned.AutoReply.class);
            }
        }
    }
}
