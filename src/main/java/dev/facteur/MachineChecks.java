package dev.facteur;

import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.DiskRoom;
import dev.facteur.diagnose.FreemailFrom;
import dev.facteur.diagnose.NameServers;
import dev.facteur.diagnose.OwnDoors;
import dev.facteur.diagnose.Ports;
import dev.facteur.diagnose.QueueAge;
import dev.facteur.diagnose.Throttled;
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
import dev.facteur.submit.smtp.Protection;
import java.util.List;
import java.util.function.Supplier;

/// What the doctor looks at beside the routes: the machine, its doors, its queue.
final class MachineChecks {
    private final Config config;
    private final Surroundings world;

    MachineChecks(Config config, Surroundings world) {
        this.config = config;
        this.world = world;
    }

    List<Check> checks(
            HttpDoor.Stages stages, DataFolder data, Doors doors, ServerTls tls, QueueShape shape) {
        QueueShape.WaysOut ways = (site, stream) -> isOpen(stages.routes(), site, stream);
        Supplier<List<Route>> routes = () -> all(stages.routes());
        return List.of(
                new DiskRoom(world.disk(), data.path(), config.spool().reserve().bytes()),
                new QueueAge(shape, ways, world.clock()),
                new Throttled(() -> shape.lines(world.clock().now(), ways)),
                new OwnDoors(shown(doors), tls, stages.accounts(), world.clock()),
                new NameServers(world.dns(), world.random(), world.clock()),
                new Ports(routes, survey(), Ports.USUAL, world.clock()),
                new FreemailFrom(stages.accounts(), routes));
    }

    private PortSurvey survey() {
        return new PortSurvey(world, new ClientTls(world.clock()), config.server().name());
    }

    private static List<Route> all(Routes routes) {
        return routes.all().stream().map(RouteState::route).toList();
    }

    private static boolean isOpen(Routes routes, long site, Stream stream) {
        return routes.forLane(site, stream).stream().anyMatch(way -> way.parked() == null);
    }

    private OwnDoors.Doors shown(Doors doors) {
        var addresses =
                doors.list().stream()
                        .filter(door -> door.protection() != Protection.LOCAL)
                        .map(door -> door.listener().address())
                        .toList();
        boolean selfSigned = config.tls().certificate() == null;
        return new OwnDoors.Doors(config.server().name(), selfSigned, addresses);
    }
}
