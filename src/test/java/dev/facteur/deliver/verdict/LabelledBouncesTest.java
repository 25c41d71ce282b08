package dev.facteur.deliver.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.BounceReader;
import dev.facteur.protocol.bounce.ReportedRecipient;
import dev.facteur.protocol.bounce.Returned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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
        private static boolean hard(ReportedRecipient statement) {
            return statement.action() == ReportedRecipient.Action.FAILED
                    && BounceVerdicts.of(statement).verdict() == Verdict.REFUSE_RECIPIENT;
        }

        boolean is(String reason) {
            return labels.getFirst().reason.equals(reason);
        }

        List<ReportedRecipient> statements() {
            return returned instanceof Returned.Bounce bounce ? bounce.statements() : List.of();
        }

        long named() {
            return statements().stream().filter(statement -> statement.address() != null).count();
        }

        long hardLabels() {
            return labels.stream().filter(Label::hard).count();
        }

        long hardStatements() {
            return statements().stream().filter(Reading::hard).count();
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

    /// Falls into halves by its name, so that one can be mended with and the other only measured.
    private static boolean isHeldBack(Reading reading) {
        try {
            var name = reading.file.getBytes(UTF_8);
            return MessageDigest.getInstance("SHA-256").digest(name)[0] % 2 == 0;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Reading> half(boolean heldBack) {
        return bounces().stream().filter(reading -> isHeldBack(reading) == heldBack).toList();
    }

    private static long recipients(List<Reading> readings) {
        return readings.stream().mapToLong(reading -> reading.labels.size()).sum();
    }

    /// In hundredths of a per cent, so that floors can be said exactly.
    private static long share(long count, List<Reading> readings) {
        return 10_000 * count / recipients(readings);
    }

    @Test
    void nearlyAllRecipientsAreFoundAndNobodyElse() {
        assertThat(recipients(bounces())).isEqualTo(314);
        for (var heldBack : List.of(false, true)) {
            var half = half(heldBack);
            long found = 0;
            for (var reading : half) {
                assertThat(reading.named())
                        .as(reading.file)
                        .isLessThanOrEqualTo(reading.labels.size());
                found += reading.named();
            }
            assertThat(share(found, half)).as("held back: " + heldBack).isGreaterThan(9_900);
        }
    }

    @Test
    void anAddressThatIsGoodIsHardlyEverGivenUp() {
        for (var heldBack : List.of(false, true)) {
            var lost = new ArrayList<String>();
            long right = 0;
            var half = half(heldBack);
            for (var reading : half) {
                long hard = reading.hardStatements();
                if (hard > reading.hardLabels()) lost.add(reading.file);
                long wrong = Math.abs(hard - reading.hardLabels());
                int missed = reading.labels.size() - reading.statements().size();
                right += reading.labels.size() - Math.max(wrong, missed);
            }
            // "User unknown" to RCPT of a name that says that it is made up, labelled as a
            // filter's; a mail of "userunknown@", 5.1.1, labelled as a full mailbox; "this user
            // doesn't have an account", labelled as a filter's; and so "[User unknown]" where a
            // server quotes nobody.
            assertThat(lost)
                    .as("given up although soft")
                    .isSubsetOf(
                            List.of(
                                    "lhost-sendmail-27.eml",
                                    "rfc3464-01.eml",
                                    "lhost-x1-01.eml",
                                    "lhost-x2-01.eml"));
            assertThat(share(right, half)).as("held back: " + heldBack).isGreaterThan(9_500);
        }
    }

    @Test
    void reasonsAgreeWhereBothHaveOne() {
        var shares = new TreeMap<String, int[]>();
        for (var reading : bounces()) {
            if (reading.labels.size() != 1 || reading.statements().isEmpty()) continue;
            var label = reading.labels.getFirst().reason;
            var same = SAME.get(label);
            if (same == null) continue;
            var share = shares.computeIfAbsent(label, _ -> new int[2]);
            if (same.contains(BounceVerdicts.of(reading.statements().getFirst()).reason()))
                share[0]++;
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
