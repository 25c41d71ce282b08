package dev.facteur.house;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the code to what ARCHITECTURE.md says. The tables there are the rules; nothing is repeated
/// here but what each rule means.
class ArchitectureTest {
    private static final String ROOT = "dev.facteur";
    private static final Path PAGE = Path.of("ARCHITECTURE.md");

    /// All may use these three; they themselves may use what is named here.
    private static final Map<String, Set<String>> FOUNDATIONS =
            Map.of("mail", Set.of(), "protocol", Set.of("mail"), "platform", Set.of("protocol"));

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(ROOT);
    }

    @Test
    void packagesUseOnlyWhatTheirRowNames() throws IOException {
        var permitted = permittedPackages();
        var violations = new TreeSet<String>();
        for (var user : classes) {
            var from = stage(user);
            if (from.isEmpty()) continue;
            for (var dependency : user.getDirectDependenciesFromSelf()) {
                var used = dependency.getTargetClass().getBaseComponentType();
                if (!used.getPackageName().startsWith(ROOT)) continue;
                var to = stage(used);
                if (!to.equals(from) && !permitted.getOrDefault(from, Set.of()).contains(to)) {
                    violations.add(
                            "%s uses %s, which the row of `%s` in ARCHITECTURE.md does not permit"
                                    .formatted(shortName(user), shortName(used), from));
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void theTableNamesEveryPackageAndNoOther() throws IOException {
        var present =
                classes.stream()
                        .map(ArchitectureTest::stage)
                        .filter(Predicate.not(String::isEmpty))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(permittedPackages().keySet()).isEqualTo(present);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
        slices().matching(ROOT + ".protocol.(*)..").should().beFreeOfCycles().check(classes);
        slices().matching(ROOT + ".platform.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void librariesAreUsedWhereTheListSaysSo() throws IOException {
        var homes = libraryHomes();
        var violations = new TreeSet<String>();
        for (var user : classes) {
            if (user.getPackageName().equals(ROOT)) continue;
            for (var dependency : user.getDirectDependenciesFromSelf()) {
                var used = dependency.getTargetClass().getBaseComponentType();
                if (used.isPrimitive() || mayUseLibrary(user, used, homes)) continue;
                violations.add(
                        "%s uses %s, which ARCHITECTURE.md's list of dependencies does not permit"
                                .formatted(shortName(user), used.getName()));
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void protocolUsesNoLibraryButTheTwoItMay() {
        var permitted =
                List.of(
                        "java.",
                        "javax.",
                        ROOT,
                        "org.xbill.",
                        "org.apache.james.",
                        "org.jspecify.");
        var violations = new TreeSet<String>();
        for (var user : classes) {
            if (!stage(user).equals("protocol")) continue;
            for (var dependency : user.getDirectDependenciesFromSelf()) {
                var used = dependency.getTargetClass().getBaseComponentType();
                if (used.isPrimitive()) continue;
                if (permitted.stream().noneMatch(used.getName()::startsWith)) {
                    violations.add(shortName(user) + " uses " + used.getName());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void clockRandomnessThreadsAndSocketsAreMadeInPlatformOnly() {
        var violations = new TreeSet<String>();
        for (var user : classes) {
            if (stage(user).equals("platform") || Outside.ALLOWED.containsKey(shortName(user))) {
                continue;
            }
            for (var access : user.getAccessesFromSelf()) {
                if (Outside.isReachedBy(access)) violations.add(describe(access));
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void allowancesForClockRandomnessThreadsAndSocketsAreStillNeeded() {
        var needed = new TreeSet<String>();
        for (var user : classes) {
            if (user.getAccessesFromSelf().stream().anyMatch(Outside::isReachedBy)) {
                needed.add(shortName(user));
            }
        }
        assertThat(needed).containsAll(Outside.ALLOWED.keySet());
    }

    @Test
    void onlyDeliveryInterpretsReplies() {
        var questions = Set.of("positive", "transientFailure", "permanentFailure");
        var violations = new TreeSet<String>();
        for (var user : classes) {
            if (Set.of("deliver", "protocol", "sandbox").contains(stage(user))) continue;
            for (var access : user.getAccessesFromSelf()) {
                if (access.getTargetOwner().getName().equals(ROOT + ".protocol.smtp.Reply")
                        && questions.contains(access.getTarget().getName())) {
                    violations.add(describe(access));
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    private static Map<String, Set<String>> permittedPackages() throws IOException {
        var permitted = new TreeMap<String, Set<String>>();
        for (var row : MarkdownTable.read(PAGE, "package").rows()) {
            var name = MarkdownTable.quoted(row.get(0)).getFirst();
            var uses = new TreeSet<>(MarkdownTable.quoted(row.get(2)));
            uses.addAll(FOUNDATIONS.getOrDefault(name, FOUNDATIONS.keySet()));
            permitted.put(name, uses);
        }
        return permitted;
    }

    /// For each library's root package, the packages of ours that may use it; `everywhere` is kept
    /// as the empty set.
    private static Map<String, Set<String>> libraryHomes() throws IOException {
        var homes = new HashMap<String, Set<String>>();
        for (var row : MarkdownTable.read(PAGE, "for").rows()) {
            var users = Set.copyOf(MarkdownTable.quoted(row.get(4)));
            for (var library : MarkdownTable.quoted(row.get(3))) homes.put(library, users);
        }
        return homes;
    }

    private static boolean mayUseLibrary(
            JavaClass user, JavaClass used, Map<String, Set<String>> homes) {
        var name = used.getName();
        if (name.startsWith("java.") || name.startsWith("javax.") || name.startsWith(ROOT)) {
            return true;
        }
        var packageOfUser = user.getPackageName().substring(ROOT.length() + 1);
        return homes.entrySet().stream()
                .filter(home -> name.startsWith(home.getKey() + "."))
                .anyMatch(home ->
                        home.getValue().isEmpty()
                                || home.getValue().stream()
                                        .anyMatch(it -> isWithin(packageOfUser, it)));
    }

    private static boolean isWithin(String inner, String outer) {
        return inner.equals(outer) || inner.startsWith(outer + ".");
    }

    /// `deliver` for `dev.facteur.deliver.smtp.Transport`, `""` for the root package.
    private static String stage(JavaClass type) {
        var name = type.getPackageName();
        if (name.equals(ROOT)) return "";
        var below = name.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private static String shortName(JavaClass type) {
        return type.getName().substring(ROOT.length() + 1);
    }

    private static String describe(JavaAccess<?> access) {
        return "%s calls %s.%s"
                .formatted(
                        shortName(access.getOriginOwner()),
                        access.getTargetOwner().getName(),
                        access.getTarget().getName());
    }
}
