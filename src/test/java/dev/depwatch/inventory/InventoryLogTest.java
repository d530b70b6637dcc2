package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Terms;
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
        InstanceInventory silent = read.after(Reason.UNREACHABLE, "no connection", NOON);
        return Stream.of(
                Arguments.of("the first answer is logged", unread, read, List.of(info("tokens read: 0"))),
                Arguments.of("the next one is not", read, read.after(whole, true, NOON), List.of()),
                Arguments.of(
                        "a failure that may pass is a warning",
                        read,
                        silent,
                        List.of(new InventoryLog(Level.WARN, "school: cannot read the tokens: no connection"))),
                Arguments.of(
                        "a lasting failure is logged once",
                        silent,
                        silent.after(Reason.UNREACHABLE, "no connection", NOON),
                        List.of()),
                Arguments.of(
                        "a changed failure is logged; rejected credentials are an error",
                        silent,
                        silent.after(Reason.CREDENTIALS, "refused", NOON),
                        List.of(new InventoryLog(Level.ERROR, "school: cannot read the tokens: refused"))),
                Arguments.of(
                        "the end of a failure is logged",
                        silent,
                        silent.after(whole, true, NOON),
                        List.of(info("can read the tokens again; failed since 2026-11-24T12:00:00Z"))),
                Arguments.of(
                        "an unread part is logged",
                        read,
                        gap,
                        List.of(new InventoryLog(Level.WARN, "school: content tokens cannot be read: HTTP 403"))),
                Arguments.of("a lasting unread part is logged once", gap, gap.after(lacking, true, NOON), List.of()),
                Arguments.of(
                        "the end of an unread part is logged",
                        gap,
                        gap.after(whole, true, NOON),
                        List.of(info("content tokens can be read again"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void each_change_is_logged_once(
            String rule, InstanceInventory before, InstanceInventory after, List<InventoryLog> lines) {
        assertThat(InventoryLog.between(before, after)).as(rule).isEqualTo(lines);
    }

    private static InventoryLog info(String text) {
        return new InventoryLog(Level.INFO, "school: " + text);
    }
}
