package dev.depwatch.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.demo.FaultyServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Apple's own API of one organisation, as domain knowledge has it: the sign-in by a signed assertion, the device
 * management services and the accounts of people. Strict: what the documentation does not have is refused, and counted
 * as a misuse.
 *
 * <p>Safe for use by many threads. Owns the threads {@code simulated-apple-<n>}.
 */
public final class StrictApple implements AutoCloseable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_LIMIT = 1_000;

    /** What is given unless fields are asked for by name. */
    private static final Set<String> DEFAULT_FIELDS =
            Set.of("serverName", "serverType", "createdDateTime", "updatedDateTime");

    private final SimulatedApple apple;
    private final FaultyServer server = new FaultyServer("simulated-apple");
    private final SimulatedAssertions assertions;
    private final List<String> misuses = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private volatile Outage outage = new Outage(Outage.Kind.NONE);
    private volatile Answer instead = new Answer(200, "text/html", "");

    // Guarded by this.
    private final Map<String, ObjectNode> accounts = new LinkedHashMap<>();
    private final Set<Permission> denied = EnumSet.noneOf(Permission.class);
    private Optional<Duration> limited = Optional.empty();
    private Set<String> limitedAlone = Set.of();
    private int pageSize = MAX_LIMIT;
    private boolean tellsConnections = true;
    private boolean acceptsTokens = true;

    /** What an API account can be denied. */
    public enum Permission {
        SERVERS,
        ACCOUNTS
    }

    /**
     * An API account.
     *
     * @param scope {@code business.api} or {@code school.api}
     */
    public record Access(String clientId, String keyId, String scope) {}

    public StrictApple(Access access, InstantSource clock) throws IOException {
        this.apple = new SimulatedApple(clock);
        this.assertions = new SimulatedAssertions(access, apple.publicKey(), clock);
        server.serve("/", new Site());
        server.start();
    }

    /** What a configuration names as {@code url}. */
    public URI url() {
        return server.url();
    }

    /** What a configuration names as {@code tokenUrl}. */
    public URI tokenUrl() {
        return URI.create(url() + "/auth/oauth2/token");
    }

    /** The servers, without the API around them. */
    public SimulatedApple simulated() {
        return apple;
    }

    /** The private key of the API account, as Apple gives it. */
    public String privateKeyPem() {
        return apple.privateKeyPem();
    }

    // What stands at Apple.

    /** A device management service that has never connected. */
    public void addServer(String id, String name, int devices) {
        apple.addServer(id, name, devices);
    }

    /** A good sync: a server that Apple lets in. */
    public void connected(String id, Instant at) {
        apple.connected(id, at);
    }

    /** Gives a field of the server another value; null as it is allowed for all of them. */
    public void set(String id, String field, JsonNode value) {
        apple.change(id, attributes -> attributes.set(field, value));
    }

    /** An account of a person, new or changed. */
    public synchronized void account(String appleId, String status) {
        accounts.put(
                appleId, JSON.objectNode().put("managedAppleAccount", appleId).put("status", status));
    }

    /** Another account may be reached at the address of an account. */
    public synchronized void email(String appleId, String email) {
        accounts.get(appleId).put("email", email);
    }

    public synchronized void removeAccount(String appleId) {
        accounts.remove(appleId);
    }

    // How the API itself is.

    public synchronized void deny(Permission permission) {
        denied.add(permission);
    }

    /** Gives at most so many rows a page, whatever is asked for. */
    public synchronized void giveSmallPages(int rows) {
        pageSize = rows;
    }

    /** Leaves out when servers connected, as Apple School Manager may. */
    public synchronized void tellNoConnections() {
        tellsConnections = false;
    }

    /** Answers 429 from now on, to these requests or to all, and asks to be left alone for so long. */
    public synchronized void limitRequests(Duration retryAfter, String... alone) {
        limited = Optional.of(retryAfter);
        limitedAlone = Set.of(alone);
    }

    /** The key of the API account is no longer good for anything. */
    public void revokeKey() {
        assertions.revokeKey();
    }

    public void forgetAccessTokens() {
        assertions.forgetAccessTokens();
    }

    /** Every answer takes so long. */
    public void slowDown(Duration each) {
        outage = new Outage(Outage.Kind.SLOW, each);
    }

    /** Every connection is dropped without an answer. */
    public void goDown() {
        outage = new Outage(Outage.Kind.DOWN);
    }

    /** A proxy answers with a page of its own, with the status 200. */
    public void hideBehindProxy() {
        hideBehindProxy(200);
    }

    /** A proxy answers with a page of its own, with this status. */
    public void hideBehindProxy(int status) {
        answerInstead(status, "\uFEFF<!doctype html><title>Proxy</title>");
    }

    /** Something else answers everything, with this status and body. */
    public void answerInstead(int status, String body) {
        instead = new Answer(status, "text/html", body);
        outage = new Outage(Outage.Kind.SIGN_ON);
    }

    /** Every access token is refused, also one just given. */
    public synchronized void acceptNoAccessToken() {
        acceptsTokens = false;
    }

    /** Every answer is cut off in the middle of its body. */
    public void cutAnswers() {
        outage = new Outage(Outage.Kind.CUT);
    }

    /** Every answer is 500. */
    public void fail() {
        outage = new Outage(Outage.Kind.FAILING);
    }

    /** Nothing is wrong with it any more. */
    public synchronized void recover() {
        outage = new Outage(Outage.Kind.NONE);
        limited = Optional.empty();
        denied.clear();
    }

    /** What was asked otherwise than the documentation has it; a good client leaves it empty. */
    public synchronized List<String> misuses() {
        return List.copyOf(misuses);
    }

    /** Method and path of every request so far, refused ones included. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private final class Site implements FaultyServer.Site {
        @Override
        public Outage outage() {
            return outage;
        }

        @Override
        public Answer answer(HttpExchange exchange, String body) {
            return good(exchange, body);
        }

        @Override
        public Answer instead(Outage.Kind kind) {
            return switch (kind) {
                case SIGN_ON -> instead;
                case FAILING -> error(500, "UNEXPECTED_ERROR", "Something went wrong");
                default -> error(503, "SERVICE_UNAVAILABLE", "Try again later");
            };
        }
    }

    private synchronized Answer good(HttpExchange exchange, String body) {
        URI uri = exchange.getRequestURI();
        String request = exchange.getRequestMethod() + " " + uri.getPath();
        requests.add(request);
        if (limited.isPresent() && (limitedAlone.isEmpty() || limitedAlone.contains(request))) {
            Answer refusal = error(429, "RATE_LIMIT_EXCEEDED", "Too many requests");
            return new Answer(
                    refusal.status(),
                    refusal.contentType(),
                    refusal.body(),
                    Map.of("Retry-After", Long.toString(limited.get().toSeconds())));
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Accept"))) {
            misuses.add(request + " without Accept");
        }
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        return switch (request) {
            case "POST /auth/oauth2/token" -> {
                String form = exchange.getRequestHeaders().getFirst("Content-Type");
                if (!"application/x-www-form-urlencoded".equals(form)) {
                    misuses.add("a sign-in that is no form");
                }
                yield assertions.signIn(SimulatedRequest.parameters(body));
            }
            case "GET /v1/mdmServers" -> list(authorization, Permission.SERVERS, "mdmServers", query, apple.servers());
            case "GET /v1/users" -> list(authorization, Permission.ACCOUNTS, "users", query, accounts);
            default -> {
                misuses.add(request + " is not documented");
                yield error(404, "NOT_FOUND", "There is no such resource");
            }
        };
    }

    private Answer list(
            @Nullable String authorization,
            Permission permission,
            String type,
            String query,
            Map<String, ObjectNode> all) {
        if (authorization == null || !acceptsTokens || !assertions.accepts(authorization)) {
            return error(401, "NOT_AUTHORIZED", "Authentication credentials are missing or invalid.");
        }
        if (denied.contains(permission) || (permission == Permission.ACCOUNTS && assertions.isSchool())) {
            return error(403, "FORBIDDEN", "The API account lacks a permission.");
        }
        Map<String, String> parameters = SimulatedRequest.parameters(query);
        String fields = parameters.getOrDefault("fields[" + type + "]", "");
        parameters.keySet().stream()
                .filter(name ->
                        !Set.of("limit", "cursor", "fields[" + type + "]").contains(name))
                .forEach(name -> misuses.add("the parameter " + name + " of " + type + " is not documented"));
        int limit = Integer.parseInt(parameters.getOrDefault("limit", "100"));
        if (limit < 1 || limit > MAX_LIMIT) {
            return error(400, "PARAMETER_ERROR.INVALID", "limit is out of range");
        }
        List<Map.Entry<String, ObjectNode>> rows = List.copyOf(all.entrySet());
        String cursor = parameters.getOrDefault("cursor", "");
        int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor.substring("after=".length()));
        int to = Math.min(rows.size(), from + Math.min(limit, pageSize));
        ObjectNode page = JSON.objectNode();
        ArrayNode data = page.putArray("data");
        for (Map.Entry<String, ObjectNode> row : rows.subList(from, to)) {
            ObjectNode attributes = row.getValue().deepCopy();
            if (type.equals("mdmServers")) {
                attributes.retain(fields.isEmpty() ? DEFAULT_FIELDS : Set.copyOf(Arrays.asList(fields.split(",", -1))));
                if (!tellsConnections) {
                    attributes.remove(List.of("lastConnectedDateTime", "lastConnectedIp"));
                }
            }
            data.addObject().put("type", type).put("id", row.getKey()).set("attributes", attributes);
        }
        page.putObject("links").put("self", url() + "/v1/" + type);
        ObjectNode paging = page.putObject("meta").putObject("paging").put("limit", limit);
        if (to < rows.size()) {
            paging.put("nextCursor", "after=" + to);
        }
        return Answer.json(200, page);
    }

    static Answer error(int status, String code, String detail) {
        ObjectNode body = JSON.objectNode();
        body.putArray("errors")
                .addObject()
                .put("id", "3b1c5c6a")
                .put("status", Integer.toString(status))
                .put("code", code)
                .put("title", code.replace('_', ' '))
                .put("detail", detail);
        return Answer.json(status, body);
    }

    @Override
    public void close() {
        server.close();
    }
}
