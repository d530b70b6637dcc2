package dev.depwatch.inventory;

import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Reading.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/** A line for the log about an instance. What lasts is said once: the metrics and the page tell that it lasts. */
record InventoryLog(Level level, String text) {
    static List<InventoryLog> between(InstanceInventory before, InstanceInventory after) {
        String instance = after.instance() + ": ";
        List<InventoryLog> inventoryLog = new ArrayList<>();
        if (after.failure().isPresent()) {
            ReadFailure failure = after.failure().get();
            if (!before.failure().map(ReadFailure::sentence).equals(Optional.of(failure.sentence()))) {
                inventoryLog.add(new InventoryLog(
                        level(failure), instance + "the tokens cannot be read: " + failure.sentence()));
            }
            return inventoryLog;
        }
        if (before.failure().isPresent()) {
            inventoryLog.add(new InventoryLog(
                    Level.INFO,
                    instance + "the tokens can be read again; they could not since "
                            + before.failure().get().since()));
        } else if (before.reading().isEmpty()) {
            int tokens = after.reading().map(reading -> reading.tokens().size()).orElse(0);
            inventoryLog.add(new InventoryLog(Level.INFO, instance + "tokens read: " + tokens));
        }
        Map<Part, String> gapsBefore =
                before.reading().map(Reading::unreadParts).orElse(Map.of());
        after.reading().map(Reading::unreadParts).orElse(Map.of()).forEach((part, sentence) -> {
            if (!sentence.equals(gapsBefore.get(part))) {
                inventoryLog.add(new InventoryLog(Level.WARN, instance + sentence));
            }
        });
        gapsBefore.keySet().stream()
                .filter(part -> after.reading()
                        .filter(reading -> !reading.unreadParts().containsKey(part))
                        .isPresent())
                .forEach(part -> inventoryLog.add(
                        new InventoryLog(Level.INFO, instance + part.displayName() + " can be read again")));
        return inventoryLog;
    }

    private static Level level(ReadFailure failure) {
        return switch (failure.kind()) {
            case CREDENTIALS, PRIVILEGE -> Level.ERROR;
            case UNREACHABLE, UNAVAILABLE, ANSWER -> Level.WARN;
        };
    }
}
