package dev.depwatch.demo;

import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.demo.SimulatedJamf.Access;
import dev.depwatch.demo.SimulatedServer.Answer;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The HTTP half of {@link SimulatedJamf}: web apps on a free loopback port. */
final class SimulatedApi implements AutoCloseable {
    private final SimulatedServer server = new SimulatedServer("simulated-jamf");
    private final Map<Instance, SimulatedWebApp> webApps = new HashMap<>();

    /** A request to a web app; the path begins after the context. */
    record Request(String method, String path, Map<String, String> headers, String query, String body) {}

    SimulatedApi(SimulatedJamf jamf, Access access, InstantSource clock) throws IOException {
        for (Instance instance : jamf.instances()) {
            SimulatedWebApp webApp = new SimulatedWebApp(instance, jamf, access, clock);
            webApps.put(instance, webApp);
            server.serve("/" + instance.name() + "/", new WebAppSite(webApp));
        }
        server.serve("/", new Nowhere());
        server.start();
    }

    URI url(Instance instance) {
        return server.url().resolve("/" + webApp(instance).context());
    }

    int requests(Instance instance, String endpoint) {
        return webApp(instance).requests(endpoint);
    }

    void trouble(Instance instance, Outage outage) {
        webApp(instance).suffer(outage);
    }

    List<String> misuses() {
        return webApps.values().stream()
                .flatMap(webApp -> webApp.misuses().stream())
                .toList();
    }

    void forgetAccessTokens() {
        webApps.values().forEach(SimulatedWebApp::forgetAccessTokens);
    }

    private SimulatedWebApp webApp(Instance instance) {
        SimulatedWebApp webApp = webApps.get(instance);
        if (webApp == null) {
            throw new IllegalArgumentException("no instance " + instance);
        }
        return webApp;
    }

    /** Tomcat where no web app is. */
    private record Nowhere() implements SimulatedServer.Site {
        @Override
        public Outage outage() {
            return new Outage(Outage.Kind.UNDEPLOYED);
        }

        @Override
        public Answer answer(HttpExchange exchange, String body) {
            return instead(Outage.Kind.UNDEPLOYED);
        }

        @Override
        public Answer instead(Outage.Kind outage) {
            return new Answer(404, "text/html", "<!doctype html><title>HTTP Status 404</title>");
        }
    }

    private record WebAppSite(SimulatedWebApp webApp) implements SimulatedServer.Site {
        @Override
        public Outage outage() {
            return webApp.outage();
        }

        @Override
        public Answer answer(HttpExchange exchange, String body) {
            Map<String, String> headers = new HashMap<>();
            for (String name : new String[] {"Authorization", "Content-Type", "Accept"}) {
                String value = exchange.getRequestHeaders().getFirst(name);
                headers.put(name, value == null ? "" : value);
            }
            URI uri = exchange.getRequestURI();
            String path = uri.getPath().substring(webApp.context().length() + 1);
            String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
            return webApp.answer(new Request(exchange.getRequestMethod(), path, headers, query, body));
        }

        @Override
        public Answer instead(Outage.Kind outage) {
            return switch (outage) {
                case SIGN_ON -> new Answer(200, "text/html", "<!doctype html><title>Sign in</title>");
                case FAILING -> SimulatedWebApp.error(500, "Something went wrong");
                case UNDEPLOYED -> new Nowhere().instead(outage);
                default -> new Answer(503, "text/html", "<!doctype html><title>Service Unavailable</title>");
            };
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
