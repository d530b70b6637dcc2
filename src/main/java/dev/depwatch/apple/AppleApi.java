package dev.depwatch.apple;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.http.Http;
import dev.depwatch.http.SentSecrets;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.jamf.ServerClock;
import dev.depwatch.token.AppleId;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Apple's API of one organisation: signed requests that only read. Keeps its access token from one reading to the next.
 * Not safe for two readings at a time.
 */
final class AppleApi {
    /** What an API account must be allowed, in Apple's words (support.apple.com/guide/business/axm33189f66a). */
    static final String PERMISSION = "View device management services, manage default platform assignment, and add"
            + " devices with Apple Configurator";

    private static final URI TOKEN_URL = URI.create("https://account.apple.com/auth/oauth2/token");
    private static final String SERVERS = "/v1/mdmServers";
    private static final String ACCOUNTS = "/v1/users";

    /** Without it Apple leaves out when a server last connected. */
    private static final String FIELDS =
            "serverName,serverType,status,deviceCount,lastConnectedDateTime,createdDateTime,updatedDateTime";

    private static final int PAGE_SIZE = 1_000;

    /** Ten thousand rows. With the accounts' this is as many requests as Apple was seen to allow a minute. */
    private static final int MAX_PAGES = 10;

    /**
     * What Apple says of one organisation, at one moment.
     *
     * @param servers every device management service that is no Apple Configurator
     * @param accounts how the accounts of the owners stand that were asked for
     */
    record Answer(List<MdmServer> servers, Accounts accounts) {}

    /**
     * @param known of those that were asked for, the ones that Apple lists
     * @param isWhole whether the list was read to its end and names every account, so that an account that is not in it
     *     is not there
     * @param gap why accounts were not read; empty if they were read, or were not asked for
     */
    record Accounts(Map<AppleId, Status> known, boolean isWhole, Optional<ReadException> gap) {
        static final Accounts NOT_ASKED = new Accounts(Map.of(), false, Optional.empty());
    }

    private final OrganizationConfig config;
    private final AppleServer server;
    private final AppleServer tokens;
    private final AppleSignIn signIn;

    /** @param http used, not owned */
    AppleApi(OrganizationConfig config, Http http, InstantSource clock) {
        this.config = config;
        SentSecrets sent = new SentSecrets();
        this.server = new AppleServer(config.url().orElse(config.scope().api()), http, clock, sent);
        this.tokens = new AppleServer(config.tokenUrl().orElse(TOKEN_URL), http, clock, sent);
        this.signIn = new AppleSignIn(config, tokens);
    }

    /**
     * Everything, in bounded time. Accounts that cannot be read are a gap.
     *
     * @param owners whose accounts to look for; without any none are asked for
     */
    Answer read(Set<AppleId> owners) throws ReadException, InterruptedException {
        List<MdmServer> servers = servers();
        try {
            return new Answer(servers, accounts(owners));
        } catch (ReadException e) {
            if (e.reason() == Reason.CREDENTIALS) {
                throw e;
            }
            return new Answer(servers, new Accounts(Map.of(), false, Optional.of(e)));
        }
    }

    /** Signs in, unless the access token is still usable. */
    void signIn() throws ReadException, InterruptedException {
        signIn.authorization();
    }

    /** By how much Apple's clock is behind this host's. */
    Duration clockBehind() {
        return tokens.clockBehind();
    }

    String name() {
        return server.name();
    }

    List<MdmServer> servers() throws ReadException, InterruptedException {
        Map<String, MdmServer> servers = new LinkedHashMap<>();
        boolean isWhole = pages(
                SERVERS,
                "&fields%5BmdmServers%5D=" + FIELDS,
                row -> server(row).ifPresent(known -> servers.putIfAbsent(known.id(), known)));
        if (!isWhole) {
            throw server.answer("lists more servers than depwatch reads (" + MAX_PAGES
                    + " pages): report it, and remove the organisation from apple");
        }
        return List.copyOf(servers.values());
    }

    Accounts accounts(Set<AppleId> owners) throws ReadException, InterruptedException {
        if (owners.isEmpty() || !config.scope().listsAccounts()) {
            return Accounts.NOT_ASKED;
        }
        Map<AppleId, Status> known = new HashMap<>();
        boolean[] areNamed = {true};
        boolean isWhole = pages(ACCOUNTS, "", row -> {
            JsonNode attributes = row.path("attributes");
            // The address where its person is reached may be another account, such as a personal Apple ID.
            Optional<AppleId> named =
                    AppleId.of(text(attributes, "managedAppleAccount")).or(() -> AppleId.of(text(attributes, "email")));
            areNamed[0] &= named.isPresent();
            Status status = status(attributes, Status.values(), Status.UNKNOWN);
            // Of two with one name, the usable one counts.
            named.filter(owners::contains)
                    .ifPresent(id -> known.merge(id, status, (one, other) -> one.isOut() ? other : one));
        });
        // An account without a name may be that of any owner.
        return new Accounts(known, isWhole && areNamed[0], Optional.empty());
    }

    /** Hands on each row of a list; false if it is longer than is read. */
    private boolean pages(String path, String query, Consumer<JsonNode> rows)
            throws ReadException, InterruptedException {
        String cursor = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            String asked = "?limit=" + PAGE_SIZE + query
                    + (cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, UTF_8));
            cursor = server.page(get(path, asked), rows);
            if (cursor.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private Http.Response get(String path, String query) throws ReadException, InterruptedException {
        Http.Response response = server.get(path, query, signIn.authorization());
        if (response.status() == 401) {
            // The token can end before its time, for example when somebody changes the account.
            signIn.forget();
            response = server.get(path, query, signIn.authorization());
        }
        if (response.status() == 401) {
            signIn.forget();
            throw new ReadException(
                    Reason.CREDENTIALS,
                    server.name() + " refuses at " + path + " the access token that Apple has just given to "
                            + config.account() + " (HTTP 401)" + server.said(response)
                            + ": check at Apple that the account is there, and that scope names the product it is of");
        }
        if (response.status() == 403) {
            throw new ReadException(Reason.PRIVILEGE, lacking(path, response));
        }
        if (response.status() != 200) {
            throw server.unexpected(response);
        }
        return response;
    }

    private String lacking(String path, Http.Response response) {
        return server.name() + " does not let " + config.account() + " read " + path + " (HTTP 403)"
                + server.said(response)
                + (path.equals(SERVERS)
                        ? ": give it the permission \"" + PERMISSION
                                + "\"; if it has this permission, Apple does not yet offer this organisation the API that"
                                + " depwatch needs (Apple Business API 2.1): remove the organisation from apple until then"
                        : ": to be warned of locked accounts, let it see the people of the organisation too");
    }

    /** Empty for what has no id, and for an Apple Configurator, which holds no token. */
    private Optional<MdmServer> server(JsonNode row) {
        JsonNode attributes = row.path("attributes");
        String id = text(row, "id");
        if (id.isEmpty() || text(attributes, "serverType").equals("APPLE_CONFIGURATOR")) {
            return Optional.empty();
        }
        JsonNode devices = attributes.path("deviceCount");
        Instant newest = server.now().plus(ServerClock.TOLERANCE);
        return Optional.of(new MdmServer(
                id,
                text(attributes, "serverName"),
                status(attributes, MdmServer.Status.values(), MdmServer.Status.UNKNOWN),
                devices.canConvertToLong() && devices.asLong() >= 0 ? Optional.of(devices.asLong()) : Optional.empty(),
                // One that lies ahead could prove anything.
                time(attributes, "lastConnectedDateTime").filter(at -> !at.isAfter(newest)),
                time(attributes, "createdDateTime"),
                time(attributes, "updatedDateTime")));
    }

    private <S extends Enum<S>> S status(JsonNode attributes, S[] known, S unknown) {
        String word = text(attributes, "status");
        return Stream.of(known)
                .filter(one -> one.name().equals(word))
                .findFirst()
                .orElse(unknown);
    }

    private String text(JsonNode object, String field) {
        return server.line(object.path(field));
    }

    private Optional<Instant> time(JsonNode object, String field) {
        return ServerClock.time(text(object, field)).map(server::here);
    }
}
