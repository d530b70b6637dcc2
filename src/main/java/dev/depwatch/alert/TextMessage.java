package dev.depwatch.alert;

import dev.depwatch.alert.Message.Form;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.alert.Message.Section;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A message as lines of text: no line is wider than the width, except an address.
 *
 * @param width in characters
 * @param heading formats the heading of a section
 */
public record TextMessage(Message message, int width, UnaryOperator<String> heading) {
    public TextMessage {
        message = MessageLimits.message(message);
    }

    public List<String> headline() {
        return WordWrap.wrap("", message.headline(), width);
    }

    /** Everything after the headline, each section under its heading and each line with its end. */
    public String sections() {
        StringBuilder lines = new StringBuilder();
        for (Section section : message.sections()) {
            lines.append(heading.apply(section.heading())).append('\n');
            for (int i = 0; i < section.lines().size(); i++) {
                Line line = section.lines().get(i);
                String lead = "  " + (section.form() == Form.QUOTE ? "| " : section.mark(i, "• "));
                paragraph(lines, lead, line.text());
                line.link().ifPresent(link -> paragraph(lines, " ".repeat(lead.length()), link.toASCIIString()));
            }
        }
        return lines.toString();
    }

    private void paragraph(StringBuilder lines, String lead, String text) {
        WordWrap.wrap(lead, text, width).forEach(line -> lines.append(line).append('\n'));
    }
}
