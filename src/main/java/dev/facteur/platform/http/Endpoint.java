package dev.facteur.platform.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/// An address of an API: what is told of it, and what answers there. They are one value, so that
/// nothing answers that is not described.
///
/// @param handler may throw what [HttpServer] answers as problem details
public record Endpoint(Operation operation, Handler handler) {
    public void install(RoutesConfig routes) {
        routes.addHttpHandler(
                HandlerType.findOrCreate(operation.method()), operation.path(), handler);
    }
}
