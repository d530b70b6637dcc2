package dev.depwatch.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.util.List;
import java.util.Map;

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

    HttpServerConfig {
        headers = Map.copyOf(headers);
    }

    @Override
    public void check(Remarks remarks) {
        headers.forEach((name, value) -> {
            List<String> allowed = KNOWN.get(name);
            String key = "headers." + name;
            if (allowed == null) {
                remarks.problem(
                        key,
                        "unknown header. Known: "
                                + String.join(
                                        ", ", KNOWN.keySet().stream().sorted().toList()));
            } else if (!allowed.isEmpty() && !value.isBlank() && !allowed.contains(value)) {
                remarks.problem(
                        key, "found " + remarks.shown(key, value) + "; expected " + String.join(" or ", allowed));
            } else if (!value.chars().allMatch(character -> character >= ' ' && character <= '~')) {
                remarks.problem(key, "found a character that is invalid in a header; expected printable ASCII");
            }
        });
    }
}
