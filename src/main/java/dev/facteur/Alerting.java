package dev.facteur;

import dev.facteur.alert.Alerts;
import dev.facteur.alert.ByHttp;
import dev.facteur.alert.ByMail;
import dev.facteur.alert.Channels;
import dev.facteur.alert.ChannelsTake;
import dev.facteur.alert.Conditions;
import dev.facteur.alert.FewComplain;
import dev.facteur.alert.GrantsLast;
import dev.facteur.alert.Kind;
import dev.facteur.alert.MailArrives;
import dev.facteur.alert.Posts;
import dev.facteur.alert.QueueInTime;
import dev.facteur.alert.Tally;
import dev.facteur.alert.Targets;
import dev.facteur.alert.Watching;
import dev.facteur.alert.Watching.Watch;
import dev.facteur.api.Api;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.DiskRoom;
import dev.facteur.diagnose.OwnDoors;
import dev.facteur.diagnose.RoutesParked;
import dev.facteur.diagnose.WebhooksTake;
import dev.facteur.diagnose.domain.DomainsStand;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.route.RouteState;
import dev.facteur.webhook.Webhooks;
import java.util.ArrayList;
import java.util.List;

/// Who is told when something is wrong, what counts as that, and the thread that looks.
final class Alerting implements AutoCloseable {
    private final Config config;
    private final Surroundings world;
    private final Core.Parts core;
    private final Tally tally;
    private final Channels channels;

    /// What the doctor looks at as well.
    private final List<Watch> own;

    private final Alerts alerts;
    private final Api.Alerting parts;

    /// @param watched what else of the gateway is known without asking anybody
    private Alerting(
            Config config,
            Surroundings world,
            Core.Parts core,
            Sealer sealer,
            List<Watch> watched) {
        this.config = config;
        this.world = world;
        this.core = core;
        this.tally = new Tally(core.database(), world.clock());
        this.channels = new Channels(core.database(), sealer, world);
        this.own = own();
        var all = new ArrayList<>(watched);
        all.addAll(own);
        var conditions = new Conditions(core.database(), config.alerts().calm());
        this.alerts = alerts(new Watching(all), conditions);
        var targets = new Targets(core.routes(), world.random());
        this.parts = new Api.Alerting(alerts, channels, targets, conditions);
    }

    static Alerting start(
            Config config,
            Surroundings world,
            Core.Parts core,
            Sealer sealer,
            List<Watch> watched) {
        var alerting = new Alerting(config, world, core, sealer, watched);
        core.routes().onChange(alerting.alerts::wake);
        alerting.alerts.start();
        return alerting;
    }

    /// What is looked at and belongs to other parts of the gateway.
    static List<Watch> watched(
            Config config,
            Surroundings world,
            Core.Parts core,
            DomainCare.Parts care,
            Webhooks webhooks,
            DataFolder data,
            Doors doors,
            ServerTls tls) {
        var accounts = core.accounts();
        var clock = world.clock();
        var reserve = config.spool().reserve().bytes();
        var shown = MachineChecks.shown(config, doors);
        return List.of(
                new Watch(Kind.ROUTE, new RoutesParked(core.routes()::all)),
                new Watch(Kind.DOMAIN, new DomainsStand(accounts, care.records(), core.fallback())),
                new Watch(Kind.CERTIFICATE, new OwnDoors(shown, tls, accounts, clock)),
                new Watch(Kind.WEBHOOK, new WebhooksTake(webhooks::all, clock)),
                new Watch(Kind.DISK, new DiskRoom(world.disk(), data.path(), reserve)));
    }

    private List<Watch> own() {
        var settings = config.alerts();
        var routes = core.routes();
        return List.of(
                new Watch(Kind.FAILURES, new MailArrives(tally, settings)),
                new Watch(
                        Kind.QUEUE,
                        new QueueInTime(core.database().reads(), settings, world.clock())),
                new Watch(
                        Kind.GRANT,
                        new GrantsLast(
                                () -> routes.all().stream().map(RouteState::route).toList(),
                                core.grants()::standingOf)),
                new Watch(Kind.COMPLAINTS, new FewComplain(tally, settings)));
    }

    private Alerts alerts(Watching watching, Conditions conditions) {
        var settings = config.alerts();
        var clock = world.clock();
        var mail =
                new ByMail(
                        core.accounts(), core.routes(), core.acceptance(), settings.from(), clock);
        return new Alerts(
                new Alerts.Stages(
                        config.server().name(),
                        tally,
                        watching,
                        conditions,
                        channels,
                        new Posts(settings.telegram(), clock),
                        new ByHttp(Webhooked.calls(config.webhooks(), world)),
                        mail),
                settings.perHour(),
                clock);
    }

    Api.Alerting parts() {
        return parts;
    }

    /// For the doctor.
    List<Check> checks() {
        var checks = new ArrayList<Check>();
        for (var watch : own) checks.add(watch.check());
        checks.add(new ChannelsTake(channels::all));
        return checks;
    }

    @Override
    public void close() {
        alerts.close();
    }
}
