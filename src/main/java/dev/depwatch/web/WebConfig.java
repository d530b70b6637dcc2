package dev.depwatch.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The web configuration file as written.
 *
 * @param users names and the bcrypt hashes of their passwords; empty: no password is necessary
 */
record WebConfig(
        @JsonProperty("tls_server_config") Optional<TlsServerConfig> tls,

        @JsonProperty(value = "http_server_config", defaultValue = "{}")
        HttpServerConfig http,

        @JsonProperty(value = "basic_auth_users", defaultValue = "{}")
        Map<String, String> users)
        implements Checked {
    /** The hash in web.example.yml, whose password is public. */
    private static final String HASH_OF_THE_EXAMPLE = "$2y$10$tech4Oy2SGaYrUqU5IB.Ru3C/rMOZyGlFHbdOH1HExF5kZN6x6X7a";

    @Override
    public void check(Remarks remarks) {
        users.forEach((name, hash) -> {
            if (name.isEmpty() || name.contains(":")) {
                remarks.problem("basic_auth_users", "a name is empty or has a colon; expected neither");
            }
            if (hash.equals(HASH_OF_THE_EXAMPLE)) {
                remarks.warning("basic_auth_users." + name, "the public password of the example");
            }
            if (!Users.isHash(hash)) {
                remarks.problem(
                        "basic_auth_users." + name,
                        "no bcrypt hash of a cost from 4 to " + Users.MAX_COST
                                + "; expected one as `htpasswd -nBC 10 \"\" | tr -d ':\\n'` makes from the password");
            }
        });
    }

    /**
     * How the server answers.
     *
     * @param http2 accepted, so that one file can serve several exporters; depwatch always uses HTTP/1.1
     * @param headers added to every answer
     */
    record HttpServerConfig(
            @JsonProperty(defaultValue = "true") boolean http2,
            @JsonProperty(defaultValue = "{}") Map<String, String> headers)
            implements Checked {
        /** The headers that the format allows, with their values; an empty list allows any value. */
        private static final Map<String, List<String>> KNOWN = Map.of(
                "Content-Security-Policy", List.of(),
                "Strict-Transport-Security", List.of(),
                "X-Content-Type-Options", List.of("nosniff"),
                "X-Frame-Options", List.of("deny", "sameorigin"),
                "X-XSS-Protection", List.of());

        @Override
        public void check(Remarks remarks) {
            headers.forEach((name, value) -> {
                List<String> allowed = KNOWN.get(name);
                String key = "headers." + name;
                if (allowed == null) {
                    remarks.problem(key, "unknown header. Known: " + String.join(", ", new TreeSet<>(KNOWN.keySet())));
                } else if (!allowed.isEmpty() && !value.isBlank() && !allowed.contains(value)) {
                    remarks.unexpected(key, value, String.join(" or ", allowed));
                } else if (!value.chars().allMatch(character -> character >= ' ' && character <= '~')) {
                    remarks.problem(key, "found a character that is invalid in a header; expected printable ASCII");
                }
            });
        }
    }
}
