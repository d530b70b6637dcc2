package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page at {@code /}. Pure, and safe for use by many threads. */
public final class StatusPage {
    /** Of any one text: names and sentences come from elsewhere. */
    private static final int MAX_TEXT = 2000;

    private final Template template;
    private final String policy;

    public StatusPage() {
        String style = resource("status.css");
        String script = resource("status.js");
        // Its own style and script become part of the template, which escapes whatever is filled in.
        template = Mustache.compiler()
                .emptyStringIsFalse(true)
                .zeroIsFalse(false)
                .strictSections(true)
                .withCollector(new Optionals())
                .withFormatter(value -> SafeText.line(value.toString(), MAX_TEXT))
                .compile(resource("status.html").replace("/*style*/", style).replace("/*script*/", script));
        policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                + "'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    /**
     * The page.
     *
     * @param query what follows the question mark of the address; "" if nothing does
     */
    public String html(Picture picture, String query) {
        return template.execute(View.of(picture, Query.of(query)));
    }

    /** What the page is allowed to do, as its {@code Content-Security-Policy}: nothing but use its own style and script, and ask for itself again. */
    public String policy() {
        return policy;
    }

    /** What is there or not is a section that is filled once or not at all. */
    private static final class Optionals extends DefaultCollector {
        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return value instanceof Optional<?> optional ? optional.stream().iterator() : super.toIterator(value);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String resource(String name) {
        try (InputStream in = StatusPage.class.getResourceAsStream("/page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no page/" + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
