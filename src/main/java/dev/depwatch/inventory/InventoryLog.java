package dev.depwatch.inventory;

import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Reading.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/** One log line about an instance. A lasting state is logged once; the metrics and the page show that it lasts. */
record InventoryLog(Level level, String text) {
    static List<InventoryLog> between(InstanceInventory before, InstanceInventory after) {
        String instance = after.instance() + ": ";
        List<InventoryLog> lines = new ArrayList<>();
        if (after.failure().isPresent()) {
            ReadFailure failure = after.failure().get();
            if (!before.failure().map(ReadFailure::sentence).equals(Optional.of(failure.sentence()))) {
                lines.add(new InventoryLog(level(failure), instance + "cannot read the tokens: " + failure.sentence()));
            }
            return lines;
        }
        if (before.failure().isPresent()) {
            lines.add(new InventoryLog(
                    Level.INFO,
                    instance + "can read the tokens again; failed since "
                            + before.failure().get().since()));
        } else if (before.reading().isEmpty()) {
            lines.add(new InventoryLog(
                    Level.INFO, instance + "tokens read: " + after.states().size()));
        }
        Map<Part, String> unreadBefore = before.unreadParts();
        after.unreadParts().forEach((part, sentence) -> {
            if (!sentence.equals(unreadBefore.get(part))) {
                lines.add(new InventoryLog(Level.WARN, instance + sentence));
            }
        });
        unreadBefore.keySet().stream()
                .filter(part -> !after.unreadParts().containsKey(part))
                .forEach(part ->
                        lines.add(new InventoryLog(Level.INFO, instance + part.displayName() + " can be read again")));
        return lines;
    }

    private static Level level(ReadFailure failure) {
        return switch (failure.kind()) {
            case CREDENTIALS, PRIVILEGE -> Level.ERROR;
            case UNREACHABLE, UNAVAILABLE, ANSWER -> Level.WARN;
        };
    }
}
