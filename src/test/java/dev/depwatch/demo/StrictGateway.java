package dev.depwatch.demo;

import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.demo.FaultyServer.Answer;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway of the Jamf Platform API before simulated instances: one sign-in for all, and a header that tells the
 * instance. It answers everybody whom it does not know, and every instance that is not granted, by the same line.
 */
final class StrictGateway implements FaultyServer.Site {
    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(15);
    private static final Answer UNAUTHORIZED = new Answer(401, "text/plain", "Unauthorized");

    private final SimulatedSignIn signIn;
    private final Map<String, StrictWebApp> granted = new HashMap<>();
    // Guarded by this.
    private Optional<String> limitedUntil = Optional.empty();
    private int requests;

    StrictGateway(Collection<Instance> instances, StrictJamf jamf, Access access, InstantSource clock) {
        signIn = new SimulatedSignIn(
                access.clientId(), StrictJamf.RENEWER, access.clientSecret(), ":", ACCESS_TOKEN_LIFE, clock);
        instances.forEach(instance -> granted.put(environment(instance), new StrictWebApp(instance, jamf, signIn)));
    }

    static String environment(Instance instance) {
        return "environment-of-" + instance;
    }

    /** @param reset the value of {@code x-ratelimit-reset} of the next answer, which is 429 */
    synchronized void limit(String reset) {
        limitedUntil = Optional.of(reset);
    }

    synchronized int requests() {
        return requests;
    }

    List<String> misuses() {
        return granted.values().stream()
                .flatMap(webApp -> webApp.misuses().stream())
                .toList();
    }

    @Override
    public Outage outage() {
        return new Outage(Outage.Kind.NONE);
    }

    @Override
    public Answer instead(Outage.Kind outage) {
        throw new IllegalStateException("no outage");
    }

    @Override
    public Answer answer(HttpExchange exchange, String body) {
        Optional<Answer> refusal = refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        SimulatedRequest request = SimulatedRequest.of(exchange, "gateway", body);
        if (request.path().equals("/auth/token")) {
            return signIn.oauth(request);
        }
        StrictWebApp webApp = granted.get(request.header("X-Environment-Id"));
        if (webApp == null || !signIn.accepts(request)) {
            return UNAUTHORIZED;
        }
        return request.path().startsWith("/pro/v1/")
                ? webApp.answer(request.at(request.path().replaceFirst("/pro", "/api")))
                : StrictWebApp.error(404, "no such product");
    }

    private synchronized Optional<Answer> refusal() {
        requests++;
        Optional<Answer> refusal = limitedUntil.map(
                reset -> new Answer(429, "text/plain", "Too Many Requests", Map.of("x-ratelimit-reset", reset)));
        limitedUntil = Optional.empty();
        return refusal;
    }
}
