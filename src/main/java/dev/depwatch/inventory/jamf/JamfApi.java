package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.jamf.UploadException.Effect;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Signed requests to the API of one Jamf Pro. */
record JamfApi(JamfHttpClient jamf, AccessTokens accessTokens) {
    static final String JSON = "application/json";

    /** Jamf Pro's default. */
    private static final int PAGE_SIZE = 100;

    /** Many times what a Jamf Pro has, and few enough that one answer cannot take the memory of all. */
    private static final int MAX_ROWS = 1_000;

    /** What is read of a row of a list. */
    private static final List<String> KEPT =
            List.of(("id name serverName serverUuid adminId orgName tokenExpirationDate"
                            + " locationName appleId organizationName tokenExpiration lastSyncTime clientContextMismatch")
                    .split(" "));

    /** Reads one number of a list as a stream: a tree of all devices would fill the memory. */
    private static final ObjectReader TOTAL = new ObjectMapper().reader().at("/totalCount");

    JamfApi(JamfHttpClient jamf) {
        this(jamf, new AccessTokens(jamf));
    }

    /**
     * A request and what it needs.
     *
     * @param path without the server's own beginning
     */
    record Endpoint(String path, List<Privilege> privileges) {}

    /** The whole path. */
    String path(Endpoint endpoint) {
        return jamf.server().path(endpoint.path());
    }

    /** Signs in, unless the access token is still valid. */
    void signIn() throws ReadException, InterruptedException {
        accessTokens.authorization();
    }

    /** All rows of a paged list that have an {@code id}, each id once, with nothing but {@link #KEPT}. */
    List<JsonFields> list(Endpoint endpoint) throws ReadException, InterruptedException {
        Map<String, JsonFields> rows = new LinkedHashMap<>();
        int page = 0;
        while (addPage(endpoint, page, rows)) {
            page++;
        }
        return List.copyOf(rows.values());
    }

    /** Whether another page may follow. The tree of this one is garbage before the next is asked for. */
    private boolean addPage(Endpoint endpoint, int page, Map<String, JsonFields> rows)
            throws ReadException, InterruptedException {
        int known = rows.size();
        JsonFields answer = get(endpoint, "?page=" + page + "&page-size=" + PAGE_SIZE);
        JsonNode results = answer.object().path("results");
        objects(results, endpoint)
                .filter(row -> !row.text("id").isEmpty())
                .limit(MAX_ROWS + 1)
                .forEach(row -> rows.computeIfAbsent(row.text("id"), id -> row.only(KEPT)));
        if (rows.size() > MAX_ROWS) {
            throw jamf.answer("lists more than " + MAX_ROWS + " tokens at " + path(endpoint)
                    + "; depwatch reads no more: " + jamf.server().checkAddress() + ", or report it");
        }
        // A wrong total must neither cut a list short nor make it endless. The list ends with a page without new rows,
        // or with a page that is not full unless the total promises more.
        boolean full = results.size() >= PAGE_SIZE;
        return rows.size() > known
                && (full || rows.size() < answer.object().path("totalCount").asInt());
    }

    /** The rows of an answer that is one array. */
    List<JsonFields> array(Endpoint endpoint) throws ReadException, InterruptedException {
        return objects(get(endpoint, "").object(), endpoint).toList();
    }

    private Stream<JsonFields> objects(JsonNode array, Endpoint endpoint) throws ReadException {
        if (!array.isArray()) {
            throw jamf.undocumented(path(endpoint));
        }
        return array.valueStream().filter(JsonNode::isObject).map(row -> new JsonFields(row, jamf::cleanse));
    }

    /** An answer that is one object; empty if there is none (HTTP 404). */
    Optional<JsonFields> find(Endpoint endpoint) throws ReadException, InterruptedException {
        Optional<Http.Response> response = read(endpoint, "", JSON);
        Optional<JsonFields> answer = response.isEmpty() ? Optional.empty() : Optional.of(fields(response.get()));
        if (answer.filter(fields -> !fields.object().isObject()).isPresent()) {
            throw jamf.undocumented(path(endpoint));
        }
        return answer;
    }

    /** The {@code totalCount} of a list without pages. Nothing of the list is kept. */
    long total(Endpoint endpoint) throws ReadException, InterruptedException {
        Http.Response response = found(endpoint, () -> jamf.readLong(path(endpoint), headers(JSON)))
                .orElseThrow(() -> jamf.answer("has no " + path(endpoint) + " (HTTP 404): the token may have been"
                        + " removed, or this Jamf Pro is too old to have the list"));
        try {
            JsonNode total = TOTAL.readTree(response.bytes());
            if (!total.isIntegralNumber()) {
                throw jamf.undocumented(path(endpoint));
            }
            return total.longValue();
        } catch (IOException isNoJson) {
            throw jamf.noJson();
        }
    }

    /**
     * A file that is no JSON; empty where there is none (HTTP 404).
     *
     * @param accept its content type
     */
    Optional<String> file(Endpoint endpoint, String accept) throws ReadException, InterruptedException {
        return read(endpoint, "", accept).map(Http.Response::body);
    }

    /**
     * Sends a change. Any status is an answer but 401, after which it is sent once more with a new access token.
     *
     * @throws UploadException if there is no answer
     */
    Http.Response change(String method, Endpoint endpoint, String contentType, byte[] body)
            throws UploadException, InterruptedException {
        Http.Response response = changedOnce(method, endpoint, contentType, body);
        if (response.status() == 401) {
            accessTokens.forget();
            response = changedOnce(method, endpoint, contentType, body);
        }
        if (response.status() == 403) {
            // An access token keeps the privileges that the role had when Jamf Pro issued it.
            accessTokens.forget();
        }
        return response;
    }

    private Http.Response changedOnce(String method, Endpoint endpoint, String contentType, byte[] body)
            throws UploadException, InterruptedException {
        try {
            Map<String, String> headers = headers(JSON);
            headers.put("Content-Type", contentType);
            return jamf.change(method, path(endpoint), headers, body);
        } catch (ReadException e) {
            // Further tries with refused credentials can lock the account.
            throw e.reason().passes()
                    ? UploadException.passing(Effect.NONE, e.getMessage())
                    : UploadException.lasting(Effect.NONE, e.getMessage());
        } catch (HttpException e) {
            throw switch (e.reason()) {
                case UNREACHABLE -> UploadException.passing(Effect.NONE, e.getMessage());
                case TLS -> UploadException.lasting(Effect.NONE, e.getMessage());
                case TIMEOUT, BROKEN -> UploadException.passing(Effect.NOT_KNOWN, e.getMessage());
                case TOO_LARGE -> UploadException.lasting(Effect.NOT_KNOWN, e.getMessage());
            };
        }
    }

    private JsonFields get(Endpoint endpoint, String query) throws ReadException, InterruptedException {
        return fields(read(endpoint, query, JSON).orElseThrow(() -> jamf.unexpected(404, path(endpoint))));
    }

    private JsonFields fields(Http.Response response) throws ReadException {
        return new JsonFields(jamf.json(response), jamf::cleanse);
    }

    private Optional<Http.Response> read(Endpoint endpoint, String query, String accept)
            throws ReadException, InterruptedException {
        return found(endpoint, () -> jamf.read(path(endpoint) + query, headers(accept)));
    }

    /** What is sent, or sent again. */
    interface Request<T> {
        T send() throws ReadException, InterruptedException;
    }

    /** A good answer; empty if there is none (HTTP 404). */
    private Optional<Http.Response> found(Endpoint endpoint, Request<Http.Response> request)
            throws ReadException, InterruptedException {
        Http.Response response = request.send();
        if (response.status() == 401) {
            // The token can end early, for example when the web app restarts.
            accessTokens.forget();
            response = request.send();
        }
        if (response.status() == 401) {
            accessTokens.forget();
            throw jamf.rejected(path(endpoint));
        }
        if (response.status() == 403) {
            List<Privilege> needed = endpoint.privileges();
            throw new ReadException(
                    Reason.PRIVILEGE,
                    jamf.name() + " does not let " + jamf.account() + " read " + path(endpoint) + " (HTTP 403): "
                            + (needed.isEmpty()
                                    ? "its role lacks a privilege"
                                    : jamf.server().grant(needed))
                            + JamfHttpClient.orByProxy(response));
        }
        if (response.status() != 200 && response.status() != 404) {
            throw jamf.unexpected(response.status(), path(endpoint));
        }
        return Optional.of(response).filter(found -> found.status() != 404);
    }

    private Map<String, String> headers(String accept) throws ReadException, InterruptedException {
        Map<String, String> headers = new HashMap<>(jamf.server().target());
        headers.put("Authorization", accessTokens.authorization());
        headers.put("Accept", accept);
        return headers;
    }
}
