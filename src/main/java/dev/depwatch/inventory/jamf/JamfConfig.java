package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.Secrets;
import dev.depwatch.config.WebAddress;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import dev.depwatch.inventory.jamf.JamfCredentials.UserPassword;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach one instance's Jamf Pro API: at its own address or through the gateway of the Jamf Platform API; as an
 * API client (id and secret) or as a user (name and password), never both.
 *
 * @param clientIdFromFile in place of {@code clientId}; no secret, but a file is what a pattern can name
 * @param url the instance's address without a slash at the end, with its context path if it has one; with a platform
 *     only links lead there, since the gateway has no pages
 * @param platform the region whose gateway is asked in place of {@code url}
 * @param environment which Jamf Pro the gateway is to ask; or else {@code tenant}
 * @param caFile a PEM file with the certificate authority that signed the server's certificate; empty: the JVM's own
 * @param gsx whether to read the GSX connection, which needs two more privileges
 * @param allowPlainHttp whether the credentials may travel unencrypted to another host
 */
public record JamfConfig(
        URI url,
        Optional<Platform> platform,
        Optional<String> environment,
        Optional<String> tenant,
        Optional<String> clientId,
        @JsonProperty("clientIdFile") Optional<Secret> clientIdFromFile,
        @JsonProperty("clientSecretFile") Optional<Secret> clientSecret,
        Optional<String> username,
        @JsonProperty("passwordFile") Optional<Secret> password,
        Optional<Path> caFile,
        @JsonProperty(defaultValue = "false") boolean gsx,
        @JsonProperty(defaultValue = "false") boolean allowPlainHttp)
        implements Checked {

    private static final String EXPECTED_URL = "one such as https://jamf.example.org:8443";

    private static final Pattern HEADER_SAFE = Pattern.compile("[!-~]+");

    /** What somebody copies from a documentation or a browser. */
    private static final Pattern API_OR_PAGE = Pattern.compile("(?i)/(api|uapi|JSSResource)(/|$)|\\.html?$");

    /** A region of the Jamf Platform API. */
    public enum Platform {
        US,
        EU,
        APAC;

        URI gateway() {
            return URI.create("https://" + name().toLowerCase(Locale.ROOT) + ".api.jamfcloud.com");
        }
    }

    @Override
    public void check(Remarks remarks) {
        remarks.address("url", url, EXPECTED_URL).ifPresent(address -> checkUrl(address, remarks));
        checkPlatform(remarks);
        clientId.ifPresent(found -> remarks.notBlank("clientId", found));
        username.ifPresent(found -> remarks.notBlank("username", found));
        boolean client = clientId.isPresent() || clientIdFromFile.isPresent() || clientSecret.isPresent();
        boolean user = username.isPresent() || password.isPresent();
        if (client && user) {
            remarks.problem("", "found an API client and a user; expected one of them: remove the other's keys");
        } else if (!client && !user) {
            remarks.problem("", "no credentials; expected clientId and clientSecretFile, or username and passwordFile");
        } else {
            if (clientIdFromFile.isEmpty()) {
                remarks.together("clientId", clientId, "clientSecretFile", clientSecret);
            } else if (clientId.isPresent()) {
                remarks.problem("clientIdFile", "found beside clientId; expected one of them");
            } else {
                remarks.together("clientIdFile", clientIdFromFile, "clientSecretFile", clientSecret);
            }
            remarks.together("username", username, "passwordFile", password);
        }
        remarks.certificates("caFile", caFile);
    }

    /** Why it cannot sign in, as a sentence for the administrator: one of the files cannot be used. */
    public Optional<String> fault() {
        return Secrets.of(this).values().stream()
                .flatMap(file -> file.fault().stream())
                .findFirst();
    }

    /** What to ask, and with which credentials. Only for a configuration that was checked. */
    public JamfServer server() {
        JamfCredentials credentials = clientId.or(() -> clientIdFromFile.map(Secret::reveal))
                .<JamfCredentials>map(client -> new ClientCredentials(client, clientSecret.orElseThrow()))
                .orElseGet(() -> new UserPassword(username.orElseThrow(), password.orElseThrow()));
        Map<String, String> target = environment
                .map(id -> Map.of("X-Environment-Id", id))
                .or(() -> tenant.map(id -> Map.of("X-Tenant-Id", id)))
                .orElse(Map.of());
        return new JamfServer(platform.map(Platform::gateway).orElse(url), credentials, target);
    }

    private void checkPlatform(Remarks remarks) {
        checkId(remarks, "environment", environment);
        checkId(remarks, "tenant", tenant);
        if (environment.isPresent() && tenant.isPresent()) {
            remarks.problem("tenant", "found beside environment; expected one of them");
        }
        Optional<String> target = environment.or(() -> tenant);
        remarks.together("platform", platform, tenant.isPresent() ? "tenant" : "environment", target);
        if (platform.isPresent() && (username.isPresent() || password.isPresent())) {
            remarks.problem(
                    "platform",
                    "found beside a user, whom the gateway does not let in; expected clientId and clientSecretFile of an"
                            + " API client in Jamf Account");
        }
    }

    private static void checkId(Remarks remarks, String key, Optional<String> id) {
        if (id.filter(found -> !HEADER_SAFE.matcher(found).matches()).isPresent()) {
            remarks.problem(key, "found a blank or an invisible or foreign character; expected the id of the " + key);
        }
    }

    private void checkUrl(WebAddress address, Remarks remarks) {
        if (url.getRawQuery() != null) {
            remarks.problem("url", "an address with a query (?…); expected " + EXPECTED_URL);
        } else if (url.getRawPath().endsWith("/")) {
            remarks.problem("url", "an address with a slash at the end; expected " + EXPECTED_URL);
        } else if (API_OR_PAGE.matcher(url.getRawPath()).find()) {
            remarks.problem(
                    "url",
                    "an address of an API or a page, which depwatch adds itself; expected Jamf Pro's own, with its context path if"
                            + " it has one, such as https://jamf.example.org:8443");
        } else if (platform.isEmpty() && !allowPlainHttp && !address.isPrivate()) {
            remarks.problem(
                    "url",
                    "the credentials would travel unencrypted; expected https, or allowPlainHttp: true if nobody can"
                            + " read the connection");
        }
    }
}
