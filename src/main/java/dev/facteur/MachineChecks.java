package dev.facteur;

import dev.facteur.deliver.direct.Exchangers;
import dev.facteur.deliver.direct.Introduction;
import dev.facteur.deliver.direct.OutgoingPort;
import dev.facteur.deliver.smtp.PortLogins;
import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.diagnose.BounceDomain;
import dev.facteur.diagnose.BouncePostmaster;
import dev.facteur.diagnose.BounceRoutes;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.DiskRoom;
import dev.facteur.diagnose.FreemailFrom;
import dev.facteur.diagnose.NameServers;
import dev.facteur.diagnose.OwnDoors;
import dev.facteur.diagnose.QueueAge;
import dev.facteur.diagnose.Throttled;
import dev.facteur.diagnose.direct.Blocklists;
import dev.facteur.diagnose.direct.DirectRoutes;
import dev.facteur.diagnose.port.PortAdvisor;
import dev.facteur.diagnose.port.Ports;
import dev.facteur.diagnose.time.ClockAgrees;
import dev.facteur.diagnose.time.OtherClocks;
import dev.facteur.mail.Stream;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.report.QueueShape;
import dev.facteur.route.Route;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.submit.smtp.Protection;
import java.util.ArrayList;
import java.util.List;

/// What the doctor looks at beside the routes: the machine, its doors, its queue, its clock; and
/// the ports on the way out.
final class MachineChecks {
    private final Config config;
    private final Surroundings world;
    private final HttpDoor.Stages stages;
    private final Doors doors;
    private final ServerTls tls;

    MachineChecks(
            Config config, Surroundings world, HttpDoor.Stages stages, Doors doors, ServerTls tls) {
        this.config = config;
        this.world = world;
        this.stages = stages;
        this.doors = doors;
        this.tls = tls;
    }

    List<Check> checks(DataFolder data, QueueShape shape) {
        QueueShape.WaysOut ways = (site, stream) -> isOpen(stages.routes(), site, stream);
        var clock = world.clock();
        return List.of(
                new DiskRoom(world.disk(), data.path(), config.spool().reserve().bytes()),
                new QueueAge(shape, ways, clock),
                new Throttled(() -> shape.lines(clock.now(), ways)),
                new OwnDoors(shown(config, doors), tls, stages.accounts(), clock),
                new NameServers(world.dns(), world.random(), clock),
                new BounceDomain(config.bounces().domain(), config.server().name(), world.dns()),
                new BounceRoutes(config.bounces(), () -> names(routes())),
                new BouncePostmaster(config.bounces()),
                new ClockAgrees(new OtherClocks(this::routes, config.doctor(), world), clock),
                direct(),
                new FreemailFrom(stages.accounts(), this::routes));
    }

    /// Which port to take, on the way in and on the way out.
    PortAdvisor advisor() {
        return new PortAdvisor(this::routes, ports(), survey(), this::entrance);
    }

    /// What is looked at of each route beside its check.
    Ports ports() {
        var logins =
                new PortLogins(
                        world,
                        new ClientTls(world.clock()),
                        config.server().name(),
                        stages.grants());
        return new Ports(survey(), logins, Ports.USUAL, world.clock());
    }

    private DirectRoutes direct() {
        var name = config.server().name();
        var exchangers = new Exchangers(world.dns(), world.connector(), name);
        return new DirectRoutes(
                this::routes,
                new OutgoingPort(world, exchangers),
                new Introduction(world.dns()),
                new Blocklists(world.dns(), config.doctor().blocklists(), world.clock()),
                name);
    }

    private PortSurvey survey() {
        return new PortSurvey(world, new ClientTls(world.clock()), config.server().name());
    }

    private List<Route> routes() {
        return stages.routes().all().stream().map(RouteState::route).toList();
    }

    private static List<String> names(List<Route> routes) {
        return routes.stream().map(Route::name).toList();
    }

    private static boolean isOpen(Routes routes, long site, Stream stream) {
        return routes.forLane(site, stream).stream().anyMatch(way -> way.parked() == null);
    }

    private static boolean isSelfSigned(Config config) {
        return config.tls().certificate() == null;
    }

    /// What strangers meet at our doors.
    static OwnDoors.Doors shown(Config config, Doors doors) {
        var addresses =
                doors.list().stream()
                        .filter(door -> door.protection() != Protection.LOCAL)
                        .filter(door -> door.protection() != Protection.OPEN)
                        .map(door -> door.listener().address())
                        .toList();
        return new OwnDoors.Doors(config.server().name(), isSelfSigned(config), addresses);
    }

    private PortAdvisor.Entrance entrance() {
        var open = new ArrayList<PortAdvisor.Door>();
        for (var door : doors.list()) {
            var listener = door.listener();
            switch (door.protection()) {
                case STARTTLS -> open.add(door(listener.port(), TlsMode.STARTTLS, door));
                case IMPLICIT_TLS -> open.add(door(listener.port(), TlsMode.IMPLICIT, door));
                // Without TLS and without a login: no matter of ports.
                case LOCAL -> {}
                // No site comes there.
                case OPEN -> {}
            }
        }
        return new PortAdvisor.Entrance(
                config.server().name(), isSelfSigned(config) ? tls.certificateFile() : null, open);
    }

    private static PortAdvisor.Door door(int port, TlsMode mode, Doors.Door door) {
        return new PortAdvisor.Door(new Rung(port, mode), door.listener().address());
    }
}
