package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.Secrets;
import dev.depwatch.config.WebAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach one instance's Jamf Pro API: as an API client (id and secret) or as a user (name and password), never
 * both.
 *
 * @param clientIdFromFile in place of {@code clientId}; no secret, but a file is what a pattern can name
 * @param url the instance's address without a slash at the end, with its context path if it has one
 * @param caFile a PEM file with the certificate authority that signed the server's certificate; empty: the JVM's own
 * @param allowPlainHttp whether the credentials may travel unencrypted to another host
 */
public record JamfConfig(
        URI url,
        Optional<String> clientId,
        @JsonProperty("clientIdFile") Optional<Secret> clientIdFromFile,
        @JsonProperty("clientSecretFile") Optional<Secret> clientSecret,
        Optional<String> username,
        @JsonProperty("passwordFile") Optional<Secret> password,
        Optional<Path> caFile,
        @JsonProperty(defaultValue = "false") boolean allowPlainHttp)
        implements Checked {

    private static final String EXPECTED_URL = "; expected one such as https://jamf.example.org:8443";

    /** What somebody copies from a documentation or a browser. */
    private static final Pattern API_OR_PAGE = Pattern.compile("(?i)/(api|uapi|JSSResource)(/|$)|\\.html?$");

    @Override
    public void check(Remarks remarks) {
        checkUrl(remarks);
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

    /** What to sign in with. Only for a configuration that was checked. */
    public JamfCredentials credentials() {
        Optional<String> client = clientId.or(() -> clientIdFromFile.map(Secret::reveal));
        return client.isPresent()
                ? new JamfCredentials.ClientCredentials(client.get(), clientSecret.orElseThrow())
                : new JamfCredentials.UserPassword(username.orElseThrow(), password.orElseThrow());
    }

    private void checkUrl(Remarks remarks) {
        WebAddress address;
        try {
            address = new WebAddress(url);
        } catch (IllegalArgumentException e) {
            remarks.problem("url", e.getMessage() + EXPECTED_URL);
            return;
        }
        if (url.getRawQuery() != null) {
            remarks.problem("url", "an address with a query (?…)" + EXPECTED_URL);
        } else if (url.getRawPath().endsWith("/")) {
            remarks.problem("url", "an address with a slash at the end" + EXPECTED_URL);
        } else if (API_OR_PAGE.matcher(url.getRawPath()).find()) {
            remarks.problem(
                    "url",
                    "an address of an API or a page, which depwatch adds itself; expected Jamf Pro's own, with its context path if"
                            + " it has one, such as https://jamf.example.org:8443");
        } else if (!allowPlainHttp && !address.isPrivate()) {
            remarks.problem(
                    "url",
                    "the credentials would travel unencrypted; expected https, or allowPlainHttp: true if nobody can"
                            + " read the connection");
        }
    }
}
