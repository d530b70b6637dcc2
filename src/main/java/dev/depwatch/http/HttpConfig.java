package dev.depwatch.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How depwatch authenticates to a server and trusts it: basic authentication, a bearer token, or neither.
 *
 * @param caFile a PEM file with the certificate authority that signed the server's certificate; empty: the JVM's own
 * @param allowPlainHttp whether credentials may travel unencrypted to another host
 */
public record HttpConfig(
        Optional<String> username,
        @JsonProperty("passwordFile") Optional<Secret> password,
        @JsonProperty("bearerTokenFile") Optional<Secret> bearerToken,
        Optional<Path> caFile,
        @JsonProperty(defaultValue = "false") boolean allowPlainHttp)
        implements Checked {
    /** RFC 6750, section 2.1: {@code b64token}. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]*");

    @Override
    public void check(Remarks remarks) {
        remarks.together("username", username, "passwordFile", password);
        if (bearerToken.isPresent() && (username.isPresent() || password.isPresent())) {
            remarks.problem("bearerTokenFile", "found beside a username or a password; expected one way to sign in");
        }
        username.ifPresent(name -> {
            remarks.notBlank("username", name);
            if (name.contains(":")) {
                remarks.problem("username", "found one with a colon, which basic authentication cannot send");
            }
        });
        bearerToken
                .filter(token -> !TOKEN.matcher(token.reveal()).matches())
                .ifPresent(token -> remarks.problem(
                        "bearerTokenFile",
                        "the file has a character that is invalid in a token; expected letters, digits, -._~+/="));
        remarks.certificates("caFile", caFile);
    }

    /** Why the credentials must not be sent to the address, as a sentence for the administrator; empty if they may. */
    public Optional<String> refusalOf(WebAddress address) {
        boolean hasCredentials = username.isPresent() || bearerToken.isPresent();
        return hasCredentials && !allowPlainHttp && !address.isPrivate()
                ? Optional.of("the credentials would travel unencrypted; expected https, or allowPlainHttp: true where"
                        + " nobody can read on the way")
                : Optional.empty();
    }

    /** The request headers with the credentials: secrets. Only for a checked configuration. */
    public Map<String, String> headers() {
        return username.map(name -> name + ":" + password.orElseThrow().reveal())
                .map(pair -> "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .or(() -> bearerToken.map(token -> "Bearer " + token.reveal()))
                .map(credential -> Map.of("Authorization", credential))
                .orElse(Map.of());
    }
}
