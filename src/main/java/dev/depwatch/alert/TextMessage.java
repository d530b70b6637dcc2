package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
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
        lines(parts, "Where", message.where(), number -> "  • ");
        text(parts, "Why", "  ", message.why());
        text(parts, "Evidence", "  | ", message.evidence());
        lines(parts, "What to do", message.steps(), number -> String.format(Locale.ROOT, "  %d. ", number));
        lines(parts, "Also check", unlinked(message.alsoCheck()), number -> "  • ");
        lines(parts, "Do not", unlinked(message.doNot()), number -> "  • ");
        return parts.toString();
    }

    private void text(StringBuilder parts, String title, String lead, String text) {
        if (!text.isBlank()) {
            heading(parts, title);
            paragraph(parts, lead, text);
        }
    }

    private static List<Line> unlinked(List<String> items) {
        return items.stream().map(Line::of).toList();
    }

    private void lines(StringBuilder parts, String title, List<Line> lines, IntFunction<String> leads) {
        if (!lines.isEmpty()) {
            heading(parts, title);
        }
        int number = 0;
        for (Line line : lines) {
            number++;
            String lead = leads.apply(number);
            paragraph(parts, lead, line.text());
            line.link().ifPresent(link -> paragraph(parts, " ".repeat(lead.length()), link.toASCIIString()));
        }
    }

    private void heading(StringBuilder parts, String title) {
        parts.append(heading.apply(title)).append('\n');
    }

    private void paragraph(StringBuilder parts, String lead, String text) {
        WordWrap.wrap(lead, text, width).forEach(line -> parts.append(line).append('\n'));
    }
}
