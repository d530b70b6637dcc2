package dev.depwatch.notify.console;

import dev.depwatch.alert.TextMessage;
import dev.depwatch.alert.WordWrap;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Notifier;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints each message as a readable block, in one write, so that no other output gets in between.
 *
 * @param out stays open
 * @param colour whether to use ANSI colours
 * @param zone of the times shown
 */
public record ConsoleNotifier(PrintWriter out, boolean colour, ZoneId zone) implements Notifier {
    /** Nothing to configure. */
    public record Config() {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final String BOLD = "\u001B[1m";
    private static final String RESET = "\u001B[0m";

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException {
        out.print(text(notification));
        out.flush();
        if (out.checkError()) {
            throw new DeliveryException(
                    DeliveryException.Reason.BROKEN,
                    "standard output cannot be written to: it is closed, or its disk is full");
        }
        return Optional.empty();
    }

    private String text(Notification notification) {
        TextMessage message = new TextMessage(notification.update(), WordWrap.WIDTH, heading -> styled(BOLD, heading));
        StringBuilder block = new StringBuilder();
        block.append("─".repeat(WordWrap.WIDTH)).append('\n');
        block.append(styled(style(notification), title(notification)))
                .append("  ")
                .append(TIME.format(notification.at().atZone(zone)))
                .append('\n');
        message.headline().forEach(line -> block.append(styled(BOLD, line)).append('\n'));
        block.append(message.sections());
        // In one line however long it is: a broken address cannot be followed.
        notification
                .statusUrl()
                .ifPresent(page -> block.append("\nStatus page: ")
                        .append(page.toASCIIString())
                        .append('\n'));
        return block.append('\n').toString();
    }

    private static String title(Notification notification) {
        return notification.reason() == NotifyReason.RESOLVED
                ? notification.phrase().toUpperCase(Locale.ROOT)
                : notification.alert().severity().key().toUpperCase(Locale.ROOT) + " · "
                        + notification.reason().phrase();
    }

    private static String style(Notification notification) {
        if (notification.reason() == NotifyReason.RESOLVED) {
            return notification.isProven() ? "\u001B[1;32m" : BOLD;
        }
        return switch (notification.alert().severity()) {
            case CRITICAL -> "\u001B[1;31m";
            case WARNING -> "\u001B[1;33m";
            case INFO -> "\u001B[1;36m";
        };
    }

    private String styled(String style, String text) {
        return colour ? style + text + RESET : text;
    }
}
