package dev.facteur.route;

import dev.facteur.mail.Statement;
import dev.facteur.mail.Stream;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// All routes at one moment, held in memory whole.
///
/// @param defaults those of lanes for which none was chosen, the one to prefer first
/// @param chosen the routes that were chosen for a lane, in their order. One that is not there (its
///   secrets cannot be opened) is not replaced by the default: the operator wanted this mail to go
///   that way
record RouteTable(
        List<RouteState> states, List<RouteState> defaults, Map<LaneKey, List<RouteState>> chosen) {
    private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);

    static final RouteTable EMPTY = new RouteTable(List.of(), List.of(), Map.of());

    /// What a route can be chosen for.
    record LaneKey(long siteId, Stream stream) {}

    static RouteTable read(Jdbi reads, Sealer sealer) {
        return reads.inTransaction(handle -> of(states(handle, sealer), chosen(handle)));
    }

    private static RouteTable of(List<RouteState> states, Map<LaneKey, List<Long>> chosen) {
        var defaults =
                states.stream()
                        .filter(state -> state.place() != null)
                        .sorted(Comparator.comparingInt(RouteTable::placeOf))
                        .toList();
        var ways = new HashMap<LaneKey, List<RouteState>>();
        chosen.forEach((lane, ids) ->
                ways.put(lane, ids.stream().flatMap(id -> byId(states, id).stream()).toList()));
        return new RouteTable(states, defaults, Map.copyOf(ways));
    }

    private static int placeOf(RouteState state) {
        var place = state.place();
        return place == null ? Integer.MAX_VALUE : place;
    }

    private static List<RouteState> states(Handle handle, Sealer sealer) {
        var states = new ArrayList<RouteState>();
        handle.createQuery("SELECT * FROM route ORDER BY name")
                .map((row, _) -> state(row, sealer))
                .forEach(state -> state.ifPresent(states::add));
        return List.copyOf(states);
    }

    /// Empty when its secrets cannot be opened: its mail waits as if it had no route, and the log
    /// says why.
    private static Optional<RouteState> state(ResultSet row, Sealer sealer) throws SQLException {
        var name = row.getString("name");
        try {
            var sealed = row.getBytes("secrets");
            var route =
                    RouteSettings.of(row.getString("settings"))
                            .route(row.getLong("id"), name, open(sealed, sealer));
            return Optional.of(new RouteState(route, place(row), parked(row)));
        } catch (SealBroken broken) {
            LOG.atError()
                    .addKeyValue("route", name)
                    .addKeyValue("why", broken.getMessage())
                    .log("a route's secrets cannot be opened; its mail waits");
            return Optional.empty();
        }
    }

    private static RouteSecrets open(byte @Nullable [] sealed, Sealer sealer) throws SealBroken {
        if (sealed == null) return RouteSecrets.NONE;
        return RouteSecrets.of(new String(sealer.open(sealed), StandardCharsets.UTF_8));
    }

    private static @Nullable Integer place(ResultSet row) throws SQLException {
        int place = row.getInt("place");
        return row.wasNull() ? null : place;
    }

    private static RouteState.@Nullable Parked parked(ResultSet row) throws SQLException {
        long at = row.getLong("parked_at");
        if (row.wasNull()) return null;
        return new RouteState.Parked(
                Instant.ofEpochMilli(at),
                new Statement(row.getString("parked_why"), said(row.getString("parked_said"))),
                row.getString("parked_reason"));
    }

    private static List<Statement.Part> said(String json) {
        return List.of(JsonMapper.shared().readValue(json, Statement.Part[].class));
    }

    private static Map<LaneKey, List<Long>> chosen(Handle handle) {
        var chosen = new HashMap<LaneKey, List<Long>>();
        handle.createQuery("SELECT site_id, stream, route_id FROM site_route ORDER BY place")
                .map((row, _) ->
                        Map.entry(
                                new LaneKey(row.getLong(1), Stream.of(row.getString(2))),
                                row.getLong(3)))
                .forEach(choice ->
                        chosen.computeIfAbsent(choice.getKey(), _ -> new ArrayList<>())
                                .add(choice.getValue()));
        return Map.copyOf(chosen);
    }

    Optional<RouteState> named(String name) {
        return states.stream().filter(state -> state.route().name().equals(name)).findFirst();
    }

    Optional<RouteState> byId(long id) {
        return byId(states, id);
    }

    private static Optional<RouteState> byId(List<RouteState> states, long id) {
        return states.stream().filter(state -> state.route().id() == id).findFirst();
    }

    /// The routes of a lane, the one to prefer first.
    List<RouteState> forLane(long siteId, Stream stream) {
        return chosen.getOrDefault(new LaneKey(siteId, stream), defaults);
    }
}
