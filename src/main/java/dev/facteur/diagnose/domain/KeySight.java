package dev.facteur.diagnose.domain;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.NameServers;
import java.util.ArrayList;
import java.util.List;

/// Whether everybody who asks finds the record of a key: all servers of its zone that answer, and
/// the resolver. Asks DNS at each call, and waits for it.
public final class KeySight {
    private final Dns resolver;
    private final Surveyor surveyor;

    /// @param resolver asked anew each time: what a cache of ours remembers is not what others see
    public KeySight(Dns resolver, NameServers servers, Clock clock) {
        this.resolver = resolver;
        this.surveyor = new Surveyor(resolver, servers, clock);
    }

    /// What was seen of one key.
    ///
    /// @param lacking who does not show it, in words; empty when all do
    public record Sighting(DkimKey key, List<String> lacking) {
        public Sighting {
            lacking = List.copyOf(lacking);
        }

        public boolean everywhere() {
            return lacking.isEmpty();
        }
    }

    /// @param keys of one domain
    public List<Sighting> look(Domain domain, List<DkimKey> keys) throws InterruptedException {
        var names = keys.stream().map(DkimKey::recordName).toList();
        var survey = surveyor.survey(domain.name(), _ -> names);
        var sightings = new ArrayList<Sighting>();
        for (var key : keys) {
            var lacking = new ArrayList<String>();
            addServers(survey, key, key.recordName(), lacking);
            var hosting = key.hosting();
            if (hosting != null) {
                var theirs = surveyor.survey(hosting.target(), _ -> List.of(hosting.target()));
                addServers(theirs, key, hosting.target(), lacking);
            }
            if (!DkimJudge.holds(key, survey.seen(key.recordName()).texts())) {
                lacking.add("the resolver");
            }
            sightings.add(new Sighting(key, lacking));
        }
        return sightings;
    }

    private static void addServers(Survey survey, DkimKey key, String name, List<String> lacking) {
        int answering = 0;
        for (var authority : survey.authorities()) {
            var sight = authority.sights().get(name);
            if (sight == null || sight.answer() == null) continue;
            answering++;
            if (!shows(sight, key)) lacking.add(authority.words());
        }
        if (answering == 0)
            lacking.add("the name servers of " + survey.zone() + ", none of which answers");
    }

    /// A server need not know what stands in another zone.
    private static boolean shows(Sight sight, DkimKey key) {
        if (DkimJudge.holds(key, sight.texts())) return true;
        var hosting = key.hosting();
        boolean led = hosting == null || sight.alias().equals(hosting.target());
        return !sight.alias().isEmpty() && sight.texts().isEmpty() && led;
    }

    /// Whether nobody shows the key any more. No answer is no sign of it.
    public boolean isGone(Domain domain, DkimKey key) throws InterruptedException {
        var name = key.recordName();
        var survey = surveyor.survey(domain.name(), _ -> List.of(name));
        if (survey.seen(name).answer() == null) return false;
        for (var authority : survey.authorities()) {
            var sight = authority.sights().get(name);
            if (sight != null && DkimJudge.holds(key, sight.texts())) return false;
        }
        return !DkimJudge.holds(key, survey.seen(name).texts());
    }

    /// Whether the operator's zone has lost a key that we published there: it answers, and says
    /// something else.
    public boolean isLost(DkimKey key) {
        var hosting = key.hosting();
        if (hosting == null) return false;
        var sight = Sight.of(resolver, hosting.target());
        return sight.answer() != null && !DkimJudge.holds(key, sight.texts());
    }

    /// Whether a name in the domain leads to where we publish.
    public boolean leads(Domain.Alias alias) {
        return AliasJudge.leads(resolver, alias);
    }
}
