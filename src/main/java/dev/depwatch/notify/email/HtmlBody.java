package dev.depwatch.notify.email;

import com.samskivert.mustache.Template;
import dev.depwatch.alert.Message;
import dev.depwatch.text.HtmlTemplate;
import dev.depwatch.text.JarText;
import dev.depwatch.token.Keyword;
import java.util.Map;

/**
 * The values of the template {@code email/message.html}, which is readable without images, in dark mode, and on a
 * phone. Everything that goes into it is escaped: a test rejects a template with an unescaped value.
 *
 * @param message limited to a readable size
 * @param statusUrl "" if there is none
 */
record HtmlBody(String subject, Tone tone, String status, String time, Message message, String statusUrl) {
    private static final Template TEMPLATE = HtmlTemplate.compiler(Map.of()).compile(JarText.of("/email/message.html"));

    /** The severity's colour on white. The template has the colour for a dark background, by the key. */
    enum Tone implements Keyword {
        CRITICAL("#c0281f"),
        WARNING("#a85b00"),
        INFO("#1a62c4"),
        /** No green: an absent failure does not prove health. The headline says what is proven. */
        OVER("#51606f");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }

        String colour() {
            return colour;
        }
    }

    String html() {
        return TEMPLATE.execute(this);
    }
}
