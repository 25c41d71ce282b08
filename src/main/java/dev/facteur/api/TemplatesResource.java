package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Permission;
import dev.facteur.account.Site;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Problem;
import dev.facteur.template.Filling;
import dev.facteur.template.Template;
import dev.facteur.template.Templates;
import dev.facteur.template.Unfillable;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/v1/templates`: the templates of a site, which is the key's, or the one the operator names as
/// `site`. The entity tag is the version, so who has read one can change just that one (RFC 9110
/// §13.1.1).
final class TemplatesResource {
    private static final Pattern TAG = Pattern.compile("\"([0-9]{1,9})\"");

    private final SiteChoice sites;
    private final Templates templates;

    TemplatesResource(SiteChoice sites, Templates templates) {
        this.sites = sites;
        this.templates = templates;
    }

    record Listing(List<Entry> templates) {}

    /// One in a list, without its texts.
    record Entry(String name, int version, String createdAt) {
        static Entry of(Template template) {
            return new Entry(template.name(), template.version(), template.createdAt().toString());
        }
    }

    /// @param version which one to fill; null for the newest
    record Trial(@Nullable Map<String, Object> data, @Nullable Integer version) {}

    void install(Operations operations) {
        var one = "/v1/templates/{name}";
        operations.add(
                Operation.get("/v1/templates", Permission.READ, "List templates")
                        .query("site")
                        .answers(200, Listing.class)
                        .refuses(404, 422),
                this::list);
        operations.add(
                Operation.get(one, Permission.READ, "A template")
                        .query("site", "version")
                        .answers(200, Template.class)
                        .refuses(422),
                this::show);
        operations.add(
                Operation.put(one, Permission.MANAGE, "A new version")
                        .query("site")
                        .takes(Templates.Wanted.class)
                        .answers(201, Template.class)
                        .answers(200, Template.class)
                        .heedsTag()
                        .refuses(409),
                this::save);
        operations.add(
                Operation.delete(one, Permission.MANAGE, "Remove a template")
                        .query("site")
                        .answers(204)
                        .heedsTag()
                        .refuses(422),
                this::remove);
        operations.add(
                Operation.post(one + "/render", Permission.READ, "Try a template")
                        .query("site")
                        .takes(Trial.class)
                        .answers(200, Filling.Filled.class),
                this::render);
    }

    private void list(Context context) throws Exception {
        var site = sites.of(context);
        context.json(new Listing(templates.all(site).stream().map(Entry::of).toList()));
    }

    private void show(Context context) throws Exception {
        var site = sites.of(context);
        var version = context.queryParam("version");
        answer(context, found(site, context, version == null ? null : number(version)));
    }

    private static int number(String version) throws Objection {
        try {
            return Integer.parseInt(version);
        } catch (NumberFormatException notOne) {
            throw new Objection(
                    Objection.Kind.INVALID,
                    "parameter-version",
                    "version",
                    "version is a number from 1 on");
        }
    }

    private Template found(Site site, Context context, @Nullable Integer version) throws Objection {
        var name = context.pathParam("name");
        return templates.find(site, name, version).orElseThrow(() -> Templates.unknown(name));
    }

    private void save(Context context) throws Exception {
        var site = sites.of(context);
        var expected = expected(context);
        var wanted = Asked.body(context, Templates.Wanted.class);
        try {
            var saved = templates.save(site, context.pathParam("name"), wanted, expected);
            context.status(saved.version() == 1 ? 201 : 200);
            answer(context, saved);
        } catch (Templates.Changed changed) {
            throw EntityTag.changed();
        } catch (Unfillable unreadable) {
            throw refusal(unreadable);
        }
    }

    private void remove(Context context) throws Exception {
        var site = sites.of(context);
        try {
            templates.remove(site, context.pathParam("name"), expected(context));
            context.status(204);
        } catch (Templates.Changed changed) {
            throw EntityTag.changed();
        }
    }

    private void render(Context context) throws Exception {
        var site = sites.of(context);
        var trial = Asked.body(context, Trial.class);
        var template = found(site, context, trial.version());
        try {
            context.json(
                    Filling.fill(template, Objects.requireNonNullElse(trial.data(), Map.of())));
        } catch (Unfillable lacking) {
            throw refusal(lacking);
        }
    }

    private static void answer(Context context, Template template) {
        context.header("ETag", "\"" + template.version() + "\"").json(template);
    }

    private static HttpRefusal refusal(Unfillable trouble) {
        return new HttpRefusal(
                Problem.coded(422, "Not acceptable", "template", trouble.sentence())
                        .with("field", trouble.part()));
    }

    /// The version the caller has seen; null when he says nothing of it.
    private static @Nullable Integer expected(Context context) throws HttpRefusal {
        // RFC 9110 §13.1.2: only when there is none yet.
        if ("*".equals(context.header("If-None-Match"))) return 0;
        var tag = context.header("If-Match");
        if (tag == null || tag.equals("*")) return null;
        var matcher = TAG.matcher(tag.strip());
        if (!matcher.matches()) throw EntityTag.changed();
        return Integer.parseInt(matcher.group(1));
    }
}
