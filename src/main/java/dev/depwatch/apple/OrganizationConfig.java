package dev.depwatch.apple;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.text.SafeText;
import java.net.URI;
import java.util.Optional;

/**
 * How to ask Apple's API of one organisation.
 *
 * @param name of this organisation, in metrics and texts; unique
 * @param scope whether it uses Apple Business or Apple School Manager
 * @param clientId of its API account, such as {@code BUSINESSAPI.9703f56c-…}
 * @param keyId of the API account's private key
 * @param privateKey a PEM text with an EC key on the curve P-256
 * @param url where the API is, other than at Apple; for tests
 * @param tokenUrl where an access token is asked for, other than at Apple; for tests
 */
public record OrganizationConfig(
        String name,
        Scope scope,
        String clientId,
        String keyId,
        @JsonProperty("privateKeyFile") Secret privateKey,
        Optional<URI> url,
        Optional<URI> tokenUrl)
        implements Checked {
    public OrganizationConfig {
        name = SafeText.name(name);
    }

    @Override
    public void check(Remarks remarks) {
        remarks.notBlank("name", name);
        remarks.notBlank("keyId", keyId);
        remarks.notBlank("clientId", clientId);
        for (Scope other : Scope.values()) {
            if (other != scope && clientId.startsWith(other.clientIdPrefix())) {
                remarks.problem(
                        "clientId",
                        "found the id of an API account of another product; expected one that begins with "
                                + scope.clientIdPrefix() + ", or scope: " + other.key());
            }
        }
        try {
            SigningKey.of(privateKey);
        } catch (IllegalArgumentException e) {
            remarks.problem("privateKeyFile", String.valueOf(e.getMessage()));
        }
        url.ifPresent(address -> checkAddress("url", address, remarks));
        tokenUrl.ifPresent(address -> checkAddress("tokenUrl", address, remarks));
    }

    /** Anyone who reads a signed request on the way could use it. */
    private static void checkAddress(String key, URI address, Remarks remarks) {
        remarks.address(key, address, "one such as https://api-business.apple.com")
                .filter(web -> !web.isPrivate())
                .ifPresent(web -> remarks.problem(key, "the access token would travel unencrypted; expected https"));
    }

    /** What errors call the account. */
    String account() {
        return "API account \"" + SafeText.name(clientId) + "\"";
    }
}
