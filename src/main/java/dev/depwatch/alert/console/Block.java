package dev.depwatch.alert.console;

import dev.depwatch.alert.Message;
import dev.depwatch.alert.Notification;
import dev.depwatch.alert.Plain;
import dev.depwatch.alert.Reason;
import dev.depwatch.alert.Severity;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** One notification as a block of text for a terminal: no line is wider than the width, but for an address alone on its. */
final class Block {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final int MAX_TEXT = 2000;
    private static final int MAX_ITEM = 500;
    private static final int MAX_ITEMS = 100;
    private static final String BOLD = "\u001B[1m";
    private static final String RESET = "\u001B[0m";

    private final boolean colour;
    private final ZoneId zone;

    Block(boolean colour, ZoneId zone) {
        this.colour = colour;
        this.zone = zone;
    }

    String of(Notification notification) {
        Message message = notification.message();
        StringBuilder block = new StringBuilder();
        block.append("─".repeat(Paragraphs.WIDTH)).append('\n');
        block.append(styled(style(notification), title(notification)))
                .append("  ")
                .append(TIME.format(notification.at().atZone(zone)))
                .append('\n');
        for (String line : Paragraphs.wrap("", Plain.line(message.headline(), MAX_TEXT), Paragraphs.WIDTH)) {
            block.append(styled(BOLD, line)).append('\n');
        }
        list(block, "Where", message.where());
        text(block, "Why", "", message.why());
        text(block, "Evidence", "| ", message.evidence());
        steps(block, message.steps());
        list(block, "Also check", message.alsoCheck());
        list(block, "Do not", message.doNot());
        return block.append('\n').toString();
    }

    private static String title(Notification notification) {
        return notification.reason() == Reason.RESOLVED
                ? "OVER"
                : word(notification.alert().severity()) + " · "
                        + notification.reason().phrase();
    }

    private static String word(Severity severity) {
        return severity.key().toUpperCase(Locale.ROOT);
    }

    private static String style(Notification notification) {
        if (notification.reason() == Reason.RESOLVED) {
            return "\u001B[1;32m";
        }
        return switch (notification.alert().severity()) {
            case CRITICAL -> "\u001B[1;31m";
            case WARNING -> "\u001B[1;33m";
            case INFO -> "\u001B[1;36m";
        };
    }

    private void text(StringBuilder block, String heading, String lead, String raw) {
        if (!raw.isBlank()) {
            heading(block, heading);
            paragraph(block, "  " + lead, Plain.line(raw, MAX_TEXT));
        }
    }

    private void list(StringBuilder block, String heading, List<String> items) {
        if (!items.isEmpty()) {
            heading(block, heading);
            items.stream().limit(MAX_ITEMS).forEach(item -> paragraph(block, "  • ", Plain.line(item, MAX_ITEM)));
            more(block, items.size());
        }
    }

    private void steps(StringBuilder block, List<Message.Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        heading(block, "What to do");
        for (int i = 0; i < Math.min(steps.size(), MAX_ITEMS); i++) {
            String lead = String.format(Locale.ROOT, "  %d. ", i + 1);
            paragraph(block, lead, Plain.line(steps.get(i).text(), MAX_TEXT));
            // An address that is broken over two lines can no longer be followed.
            steps.get(i)
                    .link()
                    .ifPresent(link -> block.append(" ".repeat(lead.length()))
                            .append(Plain.line(link.toASCIIString(), MAX_ITEM))
                            .append('\n'));
        }
        more(block, steps.size());
    }

    private static void more(StringBuilder block, int size) {
        if (size > MAX_ITEMS) {
            block.append("  … and ").append(size - MAX_ITEMS).append(" more\n");
        }
    }

    private void heading(StringBuilder block, String heading) {
        block.append(styled(BOLD, heading)).append('\n');
    }

    private static void paragraph(StringBuilder block, String lead, String text) {
        Paragraphs.wrap(lead, text, Paragraphs.WIDTH)
                .forEach(line -> block.append(line).append('\n'));
    }

    private String styled(String style, String text) {
        return colour ? style + text + RESET : text;
    }
}
