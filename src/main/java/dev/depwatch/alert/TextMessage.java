package dev.depwatch.alert;

import dev.depwatch.alert.Message.Form;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.alert.Message.Part;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A message as lines of text: no line is wider than the width, except an address.
 *
 * @param width in characters
 * @param heading formats the heading of a part
 */
public record TextMessage(Message message, int width, UnaryOperator<String> heading) {
    public TextMessage {
        message = MessageLimits.message(message);
    }

    public List<String> headline() {
        return WordWrap.wrap("", message.headline(), width);
    }

    /** Everything after the headline, each part under its heading and each line with its end. */
    public String parts() {
        StringBuilder parts = new StringBuilder();
        for (Part part : message.parts()) {
            parts.append(heading.apply(part.heading())).append('\n');
            for (int i = 0; i < part.lines().size(); i++) {
                Line line = part.lines().get(i);
                String lead = "  " + (part.form() == Form.QUOTE ? "| " : part.mark(i, "• "));
                paragraph(parts, lead, line.text());
                line.link().ifPresent(link -> paragraph(parts, " ".repeat(lead.length()), link.toASCIIString()));
            }
        }
        return parts.toString();
    }

    private void paragraph(StringBuilder parts, String lead, String text) {
        WordWrap.wrap(lead, text, width).forEach(line -> parts.append(line).append('\n'));
    }
}
