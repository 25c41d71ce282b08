package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Role;
import dev.facteur.account.Site;
import dev.facteur.account.User;
import dev.facteur.account.Users;
import dev.facteur.platform.Network;
import dev.facteur.platform.http.Operation;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/users`: the people who operate. A token is in the answer that makes it and in no other.
final class UsersResource {
    private final Users users;
    private final Accounts accounts;

    UsersResource(Users users, Accounts accounts) {
        this.users = users;
        this.accounts = accounts;
    }

    /// @param sites those they have to do with; null for all
    /// @param networks from where the token is good; none for everywhere
    record View(
            String name,
            String role,
            @Nullable List<String> sites,
            List<String> networks,
            @Nullable Instant lastUsedAt) {}

    record Listing(List<View> users) {}

    /// @param sites null for all
    record Wanted(
            @Nullable String name,
            @Nullable String role,
            @Nullable List<String> sites,
            @Nullable List<String> networks) {
        Users.Wanted checked(String role) {
            return new Users.Wanted(role, sites, networks == null ? List.of() : networks);
        }
    }

    /// @param token shown this once
    record Issued(View user, String token) {}

    void install(Operations operations) {
        var one = "/v1/users/{name}";
        operations.add(
                Operation.get("/v1/users", Role.OWNER, "List users").answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post("/v1/users", Role.OWNER, "Add a user")
                        .takes(Wanted.class)
                        .answers(201, Issued.class)
                        .refuses(404, 409),
                this::add);
        operations.add(
                Operation.get(one, Role.OWNER, "A user").answers(200, View.class), this::show);
        operations.add(
                Operation.put(one, Role.OWNER, "Give a user another role, sites and networks")
                        .takes(Wanted.class)
                        .answers(200, View.class)
                        .needsTag(),
                this::change);
        operations.add(
                Operation.post(one + "/token", Role.OWNER, "Give a user another token")
                        .answers(200, Issued.class),
                this::renew);
        operations.add(
                Operation.delete(one, Role.OWNER, "Remove a user").answers(204).heedsTag(),
                this::remove);
    }

    private void list(Context context) {
        context.json(new Listing(users.all().stream().map(this::view).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var name = Asked.required(wanted.name(), "name");
        var role = Asked.required(wanted.role(), "role");
        context.status(201).json(issued(users.add(name, wanted.checked(role))));
    }

    private void show(Context context) throws Exception {
        answer(context, users.named(context.pathParam("name")));
    }

    private void change(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var role = Asked.required(wanted.role(), "role");
        var before = users.named(context.pathParam("name"));
        EntityTag.require(context, state(before));
        answer(context, users.change(before.name(), wanted.checked(role)));
    }

    private void renew(Context context) throws Exception {
        context.json(issued(users.renew(context.pathParam("name"))));
    }

    private void remove(Context context) throws Exception {
        var user = users.named(context.pathParam("name"));
        EntityTag.check(context, state(user));
        users.remove(user.name());
        context.status(204);
    }

    private void answer(Context context, User user) {
        EntityTag.answer(context, view(user), state(user));
    }

    private View state(User user) {
        var view = view(user);
        return new View(view.name(), view.role(), view.sites(), view.networks(), null);
    }

    private Issued issued(Users.Issued issued) {
        return new Issued(view(issued.user()), issued.token().reveal());
    }

    private View view(User user) {
        var sites = user.sites();
        return new View(
                user.name(),
                user.role().word(),
                sites == null
                        ? null
                        : accounts.sites().stream()
                                .filter(site -> sites.contains(site.id()))
                                .map(Site::name)
                                .toList(),
                user.networks().stream().map(Network::toString).toList(),
                users.lastUse(user).orElse(null));
    }
}
