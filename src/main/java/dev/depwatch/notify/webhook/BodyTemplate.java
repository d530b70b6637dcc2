package dev.depwatch.notify.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.depwatch.alert.Severity;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.FileAccess;
import dev.depwatch.config.Problem;
import dev.depwatch.notify.Notification.NotifyReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The body of each message, as an administrator wrote it: a Mustache template over the documented JSON. */
public final class BodyTemplate {
    private static final int MAX_KIB = 64;
    private static final String ELLIPSIS = "…";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Map<String, Mustache.Lambda> CUTS =
            Stream.of(150, 1_000, 4_000, 20_000).collect(Collectors.toMap(String::valueOf, BodyTemplate::cut));

    private final Template template;

    private BodyTemplate(String text) {
        this.template = Mustache.compiler()
                .withEscaper(BodyTemplate::escaped)
                .nullValue("")
                .emptyStringIsFalse(true)
                .strictSections(true)
                .compile(text);
    }

    /**
     * Reads the file, and tries it with samples.
     *
     * @throws ConfigException with the place, if a sample gives no JSON or names a field that does not exist
     */
    public static BodyTemplate read(Path file) throws ConfigException {
        try {
            FileAccess.requireSmall(file, MAX_KIB);
            BodyTemplate template = new BodyTemplate(Files.readString(file));
            for (WebhookDocument sample : WebhookDocument.samples()) {
                JSON.readValue(template.body(sample), Object.class);
            }
            return template;
        } catch (JsonProcessingException e) {
            String why = "; look for a quote or comma that is missing or too many, and for {{{…}}} in place of {{…}}";
            throw problem(file, 0, "gives no JSON at line " + e.getLocation().getLineNr() + " of a body" + why);
        } catch (IOException e) {
            String why = "cannot be read (" + FileAccess.whyUnread(e)
                    + "); expected a template in UTF-8 for the webhook's body";
            throw problem(file, 0, why);
        } catch (MustacheException.Context e) {
            // With a brace too few, a tag goes on to what may be a secret: no message quotes the rest.
            String key = e.key.replaceFirst("(?s)[^\\w.-].*", "…");
            throw problem(file, e.lineNo, "no field is called \"" + key + "\"; docs/webhook.md has all");
        } catch (MustacheException | UnsupportedOperationException e) {
            String line = String.valueOf(e.getMessage()).replaceFirst("(?s).*@ line (\\d{1,9})$|.*", "0$1");
            String why = "; expected an end of each tag and section, and no part in another file";
            throw problem(file, Integer.parseInt(line), "is no Mustache template that depwatch can use" + why);
        }
    }

    private static ConfigException problem(Path file, int line, String sentence) {
        return new ConfigException(List.of(new Problem(file.toString(), line, 1, "", sentence)));
    }

    String body(WebhookDocument document) {
        Map<String, Object> context = new HashMap<>(document.asMap());
        Map<String, Boolean> is = new HashMap<>();
        Stream.of(NotifyReason.values()).forEach(reason -> is.put(reason.key(), reason == document.reason()));
        Stream.of(Severity.values())
                .map(Severity::key)
                .forEach(word -> is.put(word, word.equals(document.alert().severity())));
        context.put("is", is);
        context.put("cut", CUTS);
        context.put("plain", (Mustache.Lambda)
                (part, out) -> out.write(part.execute().replace('<', '‹').replace('>', '›')));
        return template.execute(context);
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /** Cuts a part of a JSON text at so many bytes of UTF-8, not within an escape. */
    private static Mustache.Lambda cut(int bytes) {
        return (part, out) -> {
            String text = part.execute();
            try {
                text = escaped(cut(JSON.readValue('"' + text + '"', String.class), bytes));
            } catch (JsonProcessingException ignored) {
                // No part of a JSON text: so is the whole, which is reported with its place.
            }
            out.write(text);
        };
    }

    private static String cut(String text, int bytes) {
        byte[] whole = text.getBytes(UTF_8);
        // A character that is cut becomes U+FFFD.
        return whole.length <= bytes
                ? text
                : new String(whole, 0, bytes - ELLIPSIS.getBytes(UTF_8).length, UTF_8).replaceFirst("\uFFFD+$", "")
                        + ELLIPSIS;
    }
}
