package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import org.apache.commons.io.output.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** The page at {@code /}. Pure and thread-safe. */
public final class StatusPage {
    /** The limit for any text, since names and sentences come from outside. */
    private static final int MAX_TEXT = 2000;

    private final Template template;
    private final String policy;

    public StatusPage() {
        String style = resource("status.css");
        String script = resource("status.js");
        // The page's own style and script become part of the template; the template escapes everything else.
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
     * The page in UTF-8, made piece by piece: as a text it would need several times the memory.
     *
     * @param query the address after the question mark; "" if there is none
     */
    public byte[] html(Picture picture, String query) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer text = new OutputStreamWriter(bytes, UTF_8)) {
            template.execute(View.of(picture, Query.of(query)), text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
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

    /** A present value fills its section once, an empty one not at all. */
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
