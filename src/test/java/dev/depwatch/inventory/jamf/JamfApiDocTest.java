package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/jamf-api.md lists exactly the requests that depwatch sends. */
class JamfApiDocTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| .*`(GET|POST|PUT|PATCH) .*\\|.*\\|.*\\|$");
    private static final Pattern REQUEST = Pattern.compile("`((?:GET|POST|PUT|PATCH|DELETE) /api/[^`]*)`");

    @Test
    void the_table_lists_exactly_the_requests() throws Exception {
        assertThat(asked()).isEqualTo(documented());
    }

    private static Set<String> documented() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs/jamf-api.md")))
                .results()
                .flatMap(row -> REQUEST.matcher(row.group()).results())
                .map(request -> request.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private interface Asking {
        void ask() throws Exception;
    }

    private static void tried(Asking asking) throws Exception {
        try {
            asking.ask();
        } catch (ReadException | UploadException asExpected) {
            // Nothing is scripted there; only the request counts.
        }
    }

    /** All requests, to a server that has only the newer of the two sign-in paths. */
    private static Set<String> asked() throws Exception {
        JamfCredentials client = new JamfCredentials.ClientCredentials("1979ca82", new Secret("secret"));
        JamfCredentials user = new JamfCredentials.UserPassword("reader", new Secret("secret"));
        Http http = new Http(Duration.ofSeconds(10), Optional.empty());
        try (ScriptedJamf jamf = new ScriptedJamf()) {
            String oauth = "{\"access_token\":\"b3arer\",\"expires_in\":300}";
            jamf.without("POST /api/oauth/token").json("POST /api/v1/oauth/token", 200, oauth);
            jamf.json("GET /api/v1/device-enrollments", 200, "{\"totalCount\":1,\"results\":[{\"id\":\"7\"}]}");
            JamfServer asClient = new JamfServer(jamf.url(), client, Map.of());
            JamfTokenSource source = new JamfTokenSource(new Instance("school"), asClient, true, http, Instant::now);
            source.read(Instant.now());
            tried(() -> source.devices("7"));
            new JamfCheck(asClient, true, http, ZoneOffset.UTC, Instant::now).trials();
            new JamfCheck(new JamfServer(jamf.url(), user, Map.of()), true, http, ZoneOffset.UTC, Instant::now)
                    .trials();
            JamfUploads uploads = new JamfUploads(new Instance("school"), asClient, http, Instant::now);
            uploads.publicKey();
            uploads.trial(Set.of(TokenKind.ADE));
            tried(() -> uploads.uploadEnrollment("7", "a_smime.p7m", new byte[1]));
            tried(() -> uploads.uploadContent("7", new byte[1]));
            return jamf.requests().stream()
                    .map(request -> request.replaceFirst("\\?.*", "").replaceFirst("/7(?=/|$)", "/{id}"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
