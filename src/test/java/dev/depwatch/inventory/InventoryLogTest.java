package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.TokenSourceException.Kind;
import dev.depwatch.token.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

class InventoryLogTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    static Stream<Arguments> changes() {
        InstanceInventory unread = InstanceInventory.unread(new Instance("school"), Optional.empty(), Source.JAMF);
        Reading whole = new Reading(List.of(), Terms.SIGNED);
        Reading lacking = new Reading(
                List.of(), Terms.SIGNED, Map.of(Part.CONTENT_TOKENS, "content tokens cannot be read: HTTP 403"));
        InstanceInventory read = unread.after(whole, true, NOON);
        InstanceInventory gap = read.after(lacking, true, NOON);
        InstanceInventory silent = read.after(Kind.UNREACHABLE, "no connection", NOON);
        return Stream.of(
                Arguments.of("the first answer is told", unread, read, List.of(info("tokens read: 0"))),
                Arguments.of("the next is not", read, read.after(whole, true, NOON), List.of()),
                Arguments.of(
                        "a failure that may pass is a warning",
                        read,
                        silent,
                        List.of(new InventoryLog(Level.WARN, "school: the tokens cannot be read: no connection"))),
                Arguments.of(
                        "a failure that lasts is told once",
                        silent,
                        silent.after(Kind.UNREACHABLE, "no connection", NOON),
                        List.of()),
                Arguments.of(
                        "a failure that becomes another is told, and a person must act on refused credentials",
                        silent,
                        silent.after(Kind.CREDENTIALS, "refused", NOON),
                        List.of(new InventoryLog(Level.ERROR, "school: the tokens cannot be read: refused"))),
                Arguments.of(
                        "the end of a failure is told",
                        silent,
                        silent.after(whole, true, NOON),
                        List.of(info("the tokens can be read again; they could not since 2026-11-24T12:00:00Z"))),
                Arguments.of(
                        "a gap is told",
                        read,
                        gap,
                        List.of(new InventoryLog(Level.WARN, "school: content tokens cannot be read: HTTP 403"))),
                Arguments.of("a gap that lasts is told once", gap, gap.after(lacking, true, NOON), List.of()),
                Arguments.of(
                        "the end of a gap is told",
                        gap,
                        gap.after(whole, true, NOON),
                        List.of(info("content tokens can be read again"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void what_is_new_is_told_once(
            String rule, InstanceInventory before, InstanceInventory after, List<InventoryLog> inventoryLog) {
        assertThat(InventoryLog.between(before, after)).as(rule).isEqualTo(inventoryLog);
    }

    private static InventoryLog info(String text) {
        return new InventoryLog(Level.INFO, "school: " + text);
    }
}
