package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Role;
import dev.facteur.platform.http.Operation;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Authorizations;
import dev.facteur.route.oauth.Standing;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/// `/v1/routes/{name}/authorization`: asks a person for a route's grant. The gateway holds the
/// exchange; whoever calls shows the address, and brings back what the browser brings back.
final class AuthorizationResource {
    private static final int MOST_PORTS = 65_535;

    private final Routes routes;
    private final Authorizations authorizations;
    private final RouteCheck check;

    AuthorizationResource(Routes routes, Authorizations authorizations, RouteCheck check) {
        this.routes = routes;
        this.authorizations = authorizations;
        this.check = check;
    }

    /// @param port of the machine with the browser, to which it returns
    record Begin(@Nullable Integer port) {}

    /// What the browser returned with; of a device only its state.
    record Brought(@Nullable String state, @Nullable String code, @Nullable String iss) {
        /// A code is as good as a password for some minutes.
        @Override
        public String toString() {
            return "***";
        }
    }

    /// @param pending whether the person has not decided yet
    /// @param interval seconds to wait before the next poll, beyond what was said before
    /// @param check how the route works now; null while it is pending
    record Authorized(
            boolean pending,
            int interval,
            @Nullable Standing authorization,
            RouteCheck.@Nullable Report check) {}

    void install(Operations operations) {
        var path = "/v1/routes/{name}/authorization";
        operations.add(
                Operation.post(path + "/browser", Role.OPERATOR, "Ask for a grant in a browser")
                        .takes(Begin.class)
                        .answers(201, Authorizations.Invitation.class)
                        .refuses(409),
                this::begin);
        operations.add(
                Operation.post(
                                path + "/browser/finish",
                                Role.OPERATOR,
                                "Bring what the browser returned with")
                        .takes(Brought.class)
                        .answers(200, Authorized.class)
                        .refuses(409),
                this::finish);
        operations.add(
                Operation.post(path + "/device", Role.OPERATOR, "Ask for a grant on another device")
                        .answers(201, Authorizations.DeviceInvitation.class)
                        .refuses(409, 422),
                this::device);
        operations.add(
                Operation.post(path + "/device/poll", Role.OPERATOR, "Ask whether it was given")
                        .takes(Brought.class)
                        .answers(200, Authorized.class)
                        .refuses(409),
                this::poll);
        operations.add(
                Operation.post(
                                path + "/alone",
                                Role.OPERATOR,
                                "Ask for a grant of the client itself")
                        .answers(200, Authorized.class)
                        .refuses(409, 422),
                this::alone);
    }

    private Route route(Context context) throws Objection {
        return routes.named(context.pathParam("name")).route();
    }

    private void begin(Context context) throws Exception {
        var port = Asked.body(context, Begin.class).port();
        if (port == null || port < 1 || port > MOST_PORTS) {
            throw new Objection(Kind.INVALID, "member-missing", "port", "\"port\" is missing");
        }
        context.status(201).json(authorizations.begin(route(context), port));
    }

    private void finish(Context context) throws Exception {
        var brought = Asked.body(context, Brought.class);
        var reply =
                new Authorizations.Reply(
                        Asked.required(brought.state(), "state"),
                        Asked.required(brought.code(), "code"),
                        brought.iss());
        var standing = authorizations.finish(route(context), reply);
        context.json(authorized(context, standing));
    }

    private void device(Context context) throws Exception {
        context.status(201).json(authorizations.device(route(context)));
    }

    private void poll(Context context) throws Exception {
        var state = Asked.body(context, Brought.class).state();
        var poll = authorizations.poll(route(context), Asked.required(state, "state"));
        var standing = poll.standing();
        context.json(
                standing == null
                        ? new Authorized(true, poll.interval(), null, null)
                        : authorized(context, standing));
    }

    private void alone(Context context) throws Exception {
        context.json(authorized(context, authorizations.alone(route(context))));
    }

    /// Tried at once, so that somebody who agreed with the wrong account learns of it.
    private Authorized authorized(Context context, Standing standing) throws Exception {
        return new Authorized(false, 0, standing, check.check(route(context)));
    }
}
