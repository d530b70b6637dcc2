package dev.depwatch.notify.email;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The values of the template {@code email/message.html}, which is readable without images, in dark mode, and on a
 * phone. Everything that goes into it is escaped: a test rejects a template with an unescaped value.
 */
record HtmlBody(
        String subject,
        String tone,
        String colour,
        String status,
        String time,
        String headline,
        List<String> where,
        String why,
        String evidence,
        List<Step> steps,
        List<String> alsoCheck,
        List<String> doNot,
        String statusUrl) {
    private static final Template TEMPLATE = template();

    /** The severity's colour on white. The template has the colour for a dark background, by the key. */
    enum Tone {
        CRITICAL("critical", "#c0281f"),
        WARNING("warning", "#a85b00"),
        INFO("info", "#1a62c4"),
        /** No green: an absent failure does not prove health. The headline says what is proven. */
        OVER("over", "#51606f");

        private final String key;
        private final String colour;

        Tone(String key, String colour) {
            this.key = key;
            this.colour = colour;
        }
    }

    /** @param link "" if there is none */
    record Step(String text, String link) {}

    static HtmlBody of(Message raw, String subject, Tone tone, String status, String time, String statusUrl) {
        Message message = MessageLimits.message(raw);
        return new HtmlBody(
                subject,
                tone.key,
                tone.colour,
                status,
                time,
                message.headline(),
                message.where(),
                message.why(),
                message.evidence(),
                message.steps().stream()
                        .map(step -> new Step(
                                step.text(), step.link().map(URI::toASCIIString).orElse("")))
                        .toList(),
                message.alsoCheck(),
                message.doNot(),
                statusUrl);
    }

    String html() {
        return TEMPLATE.execute(this);
    }

    private static Template template() {
        try (InputStream in = HtmlBody.class.getResourceAsStream("/email/message.html")) {
            if (in == null) {
                throw new IllegalStateException("the jar has no email/message.html");
            }
            return Mustache.compiler()
                    .emptyStringIsFalse(true)
                    .strictSections(true)
                    .compile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
