package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.TokenSourceException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signed reading requests to one Jamf Pro. */
final class JamfApi {
    /** Jamf Pro's default. */
    private static final int PAGE_SIZE = 100;

    /** Many times what a Jamf Pro has, and few enough that no answer of one takes the memory of all. */
    private static final int MAX_ROWS = 1_000;
    /** Twice as many as full pages would need, for a server whose pages are smaller than asked for. */
    private static final int MAX_PAGES = 2 * MAX_ROWS / PAGE_SIZE;

    private final JamfServer server;
    private final AccessTokens accessTokens;
    private final String account;

    JamfApi(JamfServer server, JamfCredentials credentials) {
        this.server = server;
        this.accessTokens = new AccessTokens(server, credentials);
        this.account = credentials.account();
    }

    /** What a role must allow for a request; the words are those of Jamf Pro's own documentation. */
    record Endpoint(String path, Optional<String> privilege) {}

    /** Signs in, unless that was done lately enough. */
    void signIn() throws TokenSourceException, InterruptedException {
        accessTokens.authorization();
    }

    /** All rows of a paged list that have an {@code id}, each id once. */
    List<Row> list(Endpoint endpoint) throws TokenSourceException, InterruptedException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonNode answer = get(endpoint, "?page=" + page + "&page-size=" + PAGE_SIZE);
            JsonNode results = answer.path("results");
            if (!results.isArray()) {
                throw server.undocumented(endpoint.path());
            }
            int known = rows.size();
            for (Row row : rows(results)) {
                if (!row.text("id").isEmpty()) {
                    rows.putIfAbsent(row.text("id"), row);
                }
            }
            if (rows.size() > MAX_ROWS) {
                throw server.answer(
                        "lists more than " + MAX_ROWS + " tokens at " + endpoint.path() + ", which cannot be right");
            }
            // A total that lies must neither cut a list short nor make it endless: what ends it is a page with nothing
            // new, or a page that is not full where the total does not promise more.
            int total = answer.path("totalCount").asInt(0);
            boolean full = results.size() >= PAGE_SIZE;
            if (rows.size() == known || (!full && rows.size() >= total)) {
                break;
            }
        }
        return List.copyOf(rows.values());
    }

    /** All rows of an answer that is one array. */
    List<Row> array(Endpoint endpoint) throws TokenSourceException, InterruptedException {
        JsonNode answer = get(endpoint, "");
        if (!answer.isArray()) {
            throw server.undocumented(endpoint.path());
        }
        return rows(answer);
    }

    /** An answer that is one object; empty where there is none (HTTP 404). */
    Optional<Row> find(Endpoint endpoint) throws TokenSourceException, InterruptedException {
        Http.Response response = answered(endpoint, () -> server.send("GET", endpoint.path(), headers(), ""));
        if (response.status() == 404) {
            return Optional.empty();
        }
        JsonNode answer = server.json(expected(endpoint, response));
        if (!answer.isObject()) {
            throw server.undocumented(endpoint.path());
        }
        return Optional.of(new Row(answer));
    }

    private static List<Row> rows(JsonNode array) {
        List<Row> rows = new ArrayList<>();
        array.forEach(element -> rows.add(new Row(element)));
        return rows;
    }

    /**
     * The {@code totalCount} of a list that has no pages: it is looked for while the list comes, and none of the list is
     * held.
     */
    long total(Endpoint endpoint) throws TokenSourceException, InterruptedException {
        TotalCount total = new TotalCount();
        Http.Response response = answered(endpoint, () -> {
            total.beginAnew();
            return server.read(endpoint.path(), headers(), total);
        });
        if (response.status() == 404) {
            throw server.answer("has no " + endpoint.path()
                    + " (HTTP 404): what it is of may be gone by now, or this Jamf Pro too old to have the list");
        }
        expected(endpoint, response);
        return total.found().orElseThrow(() -> server.undocumented(endpoint.path()));
    }

    private JsonNode get(Endpoint endpoint, String query) throws TokenSourceException, InterruptedException {
        return server.json(expected(
                endpoint, answered(endpoint, () -> server.send("GET", endpoint.path() + query, headers(), ""))));
    }

    private Http.Response expected(Endpoint endpoint, Http.Response response) throws TokenSourceException {
        if (response.status() != 200) {
            throw server.unexpected(response.status(), endpoint.path());
        }
        return response;
    }

    private interface Request {
        Http.Response send() throws TokenSourceException, InterruptedException;
    }

    /** An answer of any status but those by which access is refused. */
    private Http.Response answered(Endpoint endpoint, Request request)
            throws TokenSourceException, InterruptedException {
        Http.Response response = request.send();
        if (response.status() == 401) {
            // The token can end before its time, for example when the web app restarts.
            accessTokens.forget();
            response = request.send();
        }
        if (response.status() == 401) {
            accessTokens.forget();
            throw new TokenSourceException(
                    Kind.CREDENTIALS,
                    server.name() + " refuses at " + endpoint.path() + " the access token it has just given to "
                            + account + " (HTTP 401): check in Jamf Pro that it is enabled");
        }
        if (response.status() == 403) {
            throw new TokenSourceException(Kind.PRIVILEGE, lacking(endpoint));
        }
        return response;
    }

    private Map<String, String> headers() throws TokenSourceException, InterruptedException {
        return Map.of("Authorization", accessTokens.authorization(), "Accept", "application/json");
    }

    private String lacking(Endpoint endpoint) {
        String refusal = server.name() + " does not let " + account + " read " + endpoint.path() + " (HTTP 403): ";
        return refusal
                + endpoint.privilege()
                        .map(privilege -> "give its role the privilege \"" + privilege + "\"")
                        .orElse("its role lacks a privilege");
    }
}
