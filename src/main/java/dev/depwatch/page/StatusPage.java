package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.text.HtmlTemplate;
import dev.depwatch.text.JarText;
import dev.depwatch.text.SafeText;
import dev.depwatch.text.Sha256;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Expiry;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;

/** The page at {@code /}. Pure and thread-safe. */
public final class StatusPage {
    /** The limit for any text, since names and sentences come from outside. */
    private static final int MAX_TEXT = 2000;

    private final String template;
    private final String policy;

    public StatusPage() {
        String style = JarText.of("/page/status.css");
        String script = JarText.of("/page/status.js");
        // The page's own style and script become part of the template; the template escapes everything else.
        template = JarText.of("/page/status.html").replace("/*style*/", style).replace("/*script*/", script);
        policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                + "'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    /**
     * The page in UTF-8, made piece by piece: as a text it would need several times the memory.
     *
     * @param query the address after the question mark; "" if there is none
     */
    public byte[] html(Picture picture, String query) {
        Clock clock = new Clock(new TimeFormat(picture.zone()), picture.at());
        Query asked = Query.of(query);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintWriter text = new PrintWriter(bytes, false, UTF_8)) {
            HtmlTemplate.compiler(words(clock, asked))
                    .withFormatter(value -> SafeText.line(Words.of(value), MAX_TEXT))
                    .compile(template)
                    .execute(View.of(picture, asked, clock), text);
        }
        return bytes.toByteArray();
    }

    /**
     * The page's {@code Content-Security-Policy}: it may use only its own style and script, and request only itself
     * again.
     */
    public String policy() {
        return policy;
    }

    /** A time and an expiry have their words of this moment; a name has the address of the view filtered by it. */
    private static Map<String, Function<Object, Object>> words(Clock clock, Query query) {
        return Map.of(
                "AppleId.filtered", owner -> query.filtered(owner.toString()),
                "Instance.filtered", instance -> query.filtered(instance.toString()),
                "String.filtered", organisation -> query.filtered(organisation.toString()),
                "Instant.shown", at -> clock.shown((Instant) at),
                "Instant.hour", at -> clock.hour((Instant) at),
                "Instant.ago", at -> clock.ago((Instant) at),
                "Expiry.day", expiry -> clock.day((Expiry) expiry),
                "Expiry.left", expiry -> clock.left((Expiry) expiry));
    }

    private static String hash(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text));
    }
}
