package dev.depwatch.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.depwatch.demo.FaultyServer.Answer;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The API of one simulated instance, as Jamf documents it. Rejects what the documentation does not allow: an unknown
 * parameter, a wrong content type, an expired token.
 */
final class StrictWebApp implements FaultyServer.Site {
    /** Tomcat where no web app is. */
    static final Answer NOWHERE = new Answer(404, "text/html", "<!doctype html><title>HTTP Status 404</title>");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 2000;
    /** Enough to see a client's mistakes. */
    private static final int MAX_MISUSES = 100;

    private static final String NO_SUCH_RESOURCE = "no such resource";
    private static final Pattern OF_ONE_TOKEN = Pattern.compile(
            "/api/v1/(?<list>device-enrollments|volume-purchasing-locations)/(?<id>[^/]+)(?<rest>/.*|)");
    private static final Optional<Privilege> ANYBODY = Optional.empty();
    private static final Optional<Privilege> ENROLLMENTS = Optional.of(Privilege.READ_ENROLLMENTS);
    /** No parameter is documented. */
    private static final Set<String> NONE = Set.of();

    private static final String PUBLIC_KEY = "/api/v1/device-enrollments/public-key";

    private final Instance instance;
    private final StrictJamf jamf;
    private final SimulatedSignIn signIn;
    // Guarded by this.
    private final Map<String, Integer> requests = new HashMap<>();
    private final List<String> misuses = new ArrayList<>();
    private volatile Outage outage = new Outage(Outage.Kind.NONE);

    StrictWebApp(Instance instance, StrictJamf jamf, Access access, InstantSource clock) {
        this(
                instance,
                jamf,
                new SimulatedSignIn(
                        access.clientId(),
                        StrictJamf.RENEWER,
                        access.clientSecret(),
                        access.username() + ":" + access.password(),
                        access.accessTokenLife(),
                        clock));
    }

    StrictWebApp(Instance instance, StrictJamf jamf, SimulatedSignIn signIn) {
        if (!instance.name().matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException("not a context path: " + instance);
        }
        this.instance = instance;
        this.jamf = jamf;
        this.signIn = signIn;
    }

    String context() {
        return instance.name();
    }

    void suffer(Outage next) {
        outage = next;
    }

    @Override
    public Outage outage() {
        return outage;
    }

    synchronized List<String> misuses() {
        return List.copyOf(misuses);
    }

    synchronized int requests(String endpoint) {
        return requests.getOrDefault(endpoint, 0);
    }

    void forgetAccessTokens() {
        signIn.forget();
    }

    @Override
    public Answer answer(HttpExchange exchange, String body) {
        return answer(SimulatedRequest.of(exchange, context(), body));
    }

    Answer answer(SimulatedRequest request) {
        Answer answer = answerOf(request);
        count(request, misuse(request, answer));
        return answer;
    }

    private synchronized void count(SimulatedRequest request, Optional<String> misuse) {
        String endpoint = request.method() + " " + request.path();
        requests.merge(endpoint, 1, Integer::sum);
        if (misuse.isPresent() && misuses.size() < MAX_MISUSES) {
            misuses.add(endpoint + ": " + misuse.get());
        }
    }

    @Override
    public Answer instead(Outage.Kind kind) {
        return switch (kind) {
            case SIGN_ON -> new Answer(200, "text/html", "<!doctype html><title>Sign in</title>");
            case FAILING -> error(500, "Something went wrong");
            case UNDEPLOYED -> NOWHERE;
            default -> new Answer(503, "text/html", "<!doctype html><title>Service Unavailable</title>");
        };
    }

    private Answer answerOf(SimulatedRequest request) {
        return switch (request.path()) {
            case "/api/oauth/token", "/api/v1/oauth/token" -> signIn.oauth(request);
            case "/api/v1/auth/token" -> signIn.basic(request);
            case "/api/v1/jamf-pro-version" -> read(request, ANYBODY, NONE, StrictWebApp::version);
            case "/api/v1/auth" -> read(request, ANYBODY, NONE, () -> authorization(request));
            case "/api/v1/pki/certificate-authority/active" ->
                read(request, ANYBODY, NONE, () -> Answer.json(200, JsonNodeFactory.instance.objectNode()));
            case "/api/v1/notifications" ->
                read(
                        request,
                        ANYBODY,
                        NONE,
                        () -> Answer.json(
                                200, SimulatedJamf.array(jamf.simulated().notifications(instance))));
            case "/api/v1/device-enrollments" ->
                read(
                        request,
                        ENROLLMENTS,
                        Set.of("page", "page-size", "sort"),
                        () -> page(
                                request,
                                jamf.simulated().enrollments(instance).stream()
                                        .map(StrictWebApp::whole)
                                        .toList()));
            case "/api/v1/device-enrollments/syncs" ->
                read(
                        request,
                        ENROLLMENTS,
                        NONE,
                        () -> Answer.json(
                                200, SimulatedJamf.array(jamf.simulated().syncs(instance))));
            case PUBLIC_KEY -> read(request, ENROLLMENTS, NONE, this::publicKey);
            case "/api/v1/volume-purchasing-locations" ->
                read(
                        request,
                        Optional.of(Privilege.READ_LOCATIONS),
                        Set.of("page", "page-size", "sort", "filter"),
                        () -> page(
                                request,
                                jamf.simulated().held(instance, TokenKind.CONTENT).stream()
                                        .map(jamf::location)
                                        .toList()));
            default -> {
                Matcher token = OF_ONE_TOKEN.matcher(request.path());
                yield token.matches()
                        ? ofOneToken(request, token.group("id"), token.group("list") + token.group("rest"))
                        : error(404, NO_SUCH_RESOURCE);
            }
        };
    }

    private Answer ofOneToken(SimulatedRequest request, String id, String resource) {
        return switch (resource) {
            case "device-enrollments/syncs/latest" -> read(request, ENROLLMENTS, NONE, () -> latestSync(id));
            case "device-enrollments/devices" -> read(request, ENROLLMENTS, NONE, () -> devices(id));
            case "device-enrollments/upload-token" ->
                change(request, "PUT", "application/json", Privilege.UPDATE_ENROLLMENTS, body -> upload(id, body));
            case "volume-purchasing-locations" ->
                change(
                        request,
                        "PATCH",
                        "application/merge-patch+json",
                        Privilege.UPDATE_LOCATIONS,
                        body -> patchLocation(id, body));
            default -> error(404, NO_SUCH_RESOURCE);
        };
    }

    /** How a request differs from the documentation, even if it gets an answer; a wrong secret is no misuse. */
    private static Optional<String> misuse(SimulatedRequest request, Answer answer) {
        boolean signsIn = request.path().endsWith("/token");
        if (request.header("Accept").isEmpty()) {
            return Optional.of("no Accept");
        }
        if (request.header("Authorization").isEmpty() && !request.path().endsWith("oauth/token")) {
            return Optional.of("no Authorization");
        }
        boolean changes = List.of("PUT", "PATCH").contains(request.method());
        if (!signsIn && !changes && !request.body().isEmpty()) {
            return Optional.of("a body");
        }
        boolean isMisuse = switch (answer.status()) {
            case 400 -> !answer.body().contains("invalid_client");
            // A token may vanish before a client requests its devices or its latest sync.
            case 404 -> answer.body().contains(NO_SUCH_RESOURCE);
            case 405, 406, 415 -> true;
            default -> false;
        };
        return isMisuse ? Optional.of(answer.body()) : Optional.empty();
    }

    private Answer read(
            SimulatedRequest request,
            Optional<Privilege> privilege,
            Set<String> parameters,
            Supplier<Answer> endpoint) {
        if (!request.method().equals("GET")) {
            return error(405, "GET only");
        }
        String accept = request.header("Accept");
        boolean isKey = request.path().equals(PUBLIC_KEY) && accept.contains("application/x-pem-file");
        if (!accept.isEmpty() && !accept.contains("application/json") && !accept.contains("*/*") && !isKey) {
            return error(406, "application/json only");
        }
        boolean isAllowed = privilege.isEmpty() || jamf.allows(instance, privilege.get());
        return refusal(request, isAllowed, privilege, parameters).orElseGet(endpoint);
    }

    /** The privileges to update are those of the role of {@link StrictJamf#RENEWER} alone. */
    private Answer change(
            SimulatedRequest request,
            String method,
            String contentType,
            Privilege privilege,
            Function<JsonNode, Answer> change) {
        if (!request.method().equals(method)) {
            return error(405, method + " only");
        }
        if (!request.header("Content-Type").equals(contentType)) {
            return error(415, contentType + " only");
        }
        boolean isAllowed = signIn.mayChange(request) && jamf.allows(instance, privilege);
        return refusal(request, isAllowed, Optional.of(privilege), NONE).orElseGet(() -> {
            try {
                return change.apply(new ObjectMapper().readTree(request.body()));
            } catch (JsonProcessingException e) {
                return error(400, "no JSON");
            }
        });
    }

    private Optional<Answer> refusal(
            SimulatedRequest request, boolean isAllowed, Optional<Privilege> privilege, Set<String> parameters) {
        if (!signIn.accepts(request)) {
            return Optional.of(error(401, "the access token is missing, unknown or over"));
        }
        if (!isAllowed) {
            return Optional.of(error(
                    403,
                    "the role lacks " + privilege.map(Privilege::displayName).orElse("")));
        }
        return parameters.containsAll(request.parameters().keySet())
                ? Optional.empty()
                : Optional.of(error(400, "a parameter that is not documented"));
    }

    /** Whatever is wrong with the file, the documented answer is 500 and these words. */
    private Answer upload(String id, JsonNode body) {
        Token.Key key = new Token.Key(instance, TokenKind.ADE, id);
        if (isUnknown(key)) {
            return error(404, "no device enrollment instance " + id);
        }
        if (!hasOnly(body, Set.of("tokenFileName", "encodedToken"))) {
            return error(400, "a field that is not documented");
        }
        return decoded(body.path("encodedToken"))
                .flatMap(file -> jamf.upload(key, file))
                .map(held -> Answer.json(200, whole(SimulatedJamf.enrollment(held.token()))))
                .orElseGet(() -> error(500, "Something went wrong"));
    }

    private Answer patchLocation(String id, JsonNode body) {
        Token.Key key = new Token.Key(instance, TokenKind.CONTENT, id);
        if (isUnknown(key)) {
            return error(404, "no volume purchasing location " + id);
        }
        if (!hasOnly(body, Set.of("serviceToken"))) {
            return error(400, "a field that this simulation does not know");
        }
        byte[] file = body.path("serviceToken").asText().getBytes(StandardCharsets.UTF_8);
        return jamf.upload(key, file)
                .map(held -> Answer.json(200, jamf.location(held)))
                .orElseGet(() -> error(422, "the service token cannot be read"));
    }

    private boolean isUnknown(Token.Key key) {
        return jamf.simulated().held(key).isEmpty();
    }

    private static boolean hasOnly(JsonNode body, Set<String> fields) {
        return body.isObject() && body.properties().stream().allMatch(field -> fields.contains(field.getKey()));
    }

    private static Optional<byte[]> decoded(JsonNode base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64.asText()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Answer publicKey() {
        return jamf.publicKey(instance)
                .map(pem -> new Answer(200, "application/x-pem-file", pem))
                .orElseGet(() -> error(404, "no public key"));
    }

    /** As of Jamf Pro 11.26: the privileges by site, of which -1 is the whole instance. */
    private Answer authorization(SimulatedRequest request) {
        ObjectNode body = JSON.objectNode().put("authenticationType", "JSS");
        ArrayNode privileges = body.putObject("account")
                .put("id", "1")
                .put("accessLevel", "FullAccess")
                .put("privilegeSet", "CUSTOM")
                .putObject("privilegesBySite")
                .putArray("-1");
        Stream.of(Privilege.values())
                .filter(privilege -> jamf.allows(instance, privilege)
                        && (signIn.mayChange(request)
                                || !privilege.displayName().startsWith("Update")))
                .forEach(privilege -> privileges.add(privilege.displayName()));
        return Answer.json(200, body);
    }

    private static Answer version() {
        return Answer.json(200, JSON.objectNode().put("version", "11.32.0"));
    }

    private Answer devices(String token) {
        return jamf.simulated()
                .devices(instance, token)
                .map(count -> Answer.json(200, devices(token, count)))
                .orElseGet(() -> error(404, "no device enrollment instance " + token));
    }

    private static Answer page(SimulatedRequest request, List<ObjectNode> rows) {
        Map<String, String> query = request.parameters();
        int page;
        int size;
        try {
            page = Integer.parseInt(query.getOrDefault("page", "0"));
            size = Integer.parseInt(query.getOrDefault("page-size", Integer.toString(DEFAULT_PAGE_SIZE)));
        } catch (NumberFormatException e) {
            return error(400, "page or page-size is no number");
        }
        if (page < 0 || size < 1 || size > MAX_PAGE_SIZE) {
            return error(400, "page or page-size is out of range");
        }
        ObjectNode body = JSON.objectNode().put("totalCount", rows.size());
        ArrayNode results = body.putArray("results");
        rows.stream().skip((long) page * size).limit(size).forEach(results::add);
        return Answer.json(200, body);
    }

    /** With the rest of the documented fields. */
    private static ObjectNode whole(ObjectNode enrollment) {
        return enrollment
                .put("supervisionIdentityId", "1")
                .put("siteId", "-1")
                .put("orgEmail", "")
                .put("orgPhone", "")
                .put("orgAddress", "");
    }

    private static ObjectNode devices(String token, int count) {
        ObjectNode body = JSON.objectNode().put("totalCount", count);
        ArrayNode results = body.putArray("results");
        for (int device = 1; device <= count; device++) {
            ObjectNode row = results.addObject()
                    .put("id", Integer.toString(device))
                    .put("deviceEnrollmentProgramInstanceId", token)
                    .put("prestageId", "1")
                    .put("serialNumber", "SIMULATED%05d".formatted(device))
                    .put("description", "IPAD WI-FI 64GB")
                    .put("model", "iPad")
                    .put("color", "SPACE GRAY")
                    .put("assetTag", "")
                    .put("profileStatus", "ASSIGNED");
            row.putObject("syncState");
            row.put("profileAssignTime", "2026-08-24T07:00:00.000Z")
                    .put("profilePushTime", "2026-08-24T07:30:00.000Z")
                    .put("deviceAssignedDate", "2026-08-24T06:00:00.000Z");
        }
        return body;
    }

    static Answer error(int status, String description) {
        ObjectNode body = JSON.objectNode().put("httpStatus", status);
        body.putArray("errors")
                .addObject()
                .put("code", "")
                .putNull("field")
                .put("description", description)
                .put("id", "0");
        return Answer.json(status, body);
    }

    /** The answer for a token without a sync is not documented; it is not an empty 200. */
    private Answer latestSync(String id) {
        return jamf.simulated().syncs(instance).stream()
                .filter(sync -> sync.path("instanceId").asText().equals(id))
                .reduce((older, newer) -> newer)
                .map(sync -> Answer.json(200, sync))
                .orElseGet(() -> error(404, "no sync of an instance " + id));
    }
}
