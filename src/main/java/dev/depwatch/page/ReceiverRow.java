package dev.depwatch.page;

import dev.depwatch.notify.ReceiverStatus;
import dev.depwatch.page.Times.Moment;
import java.util.List;
import java.util.Optional;

/** One receiver of alerts as a table row. */
record ReceiverRow(
        String name, String tone, String state, Optional<Moment> last, Optional<Moment> owed, List<String> problems) {
    static ReceiverRow of(ReceiverStatus status, Times times) {
        boolean fails = !status.failures().isEmpty();
        return new ReceiverRow(
                status.name(),
                fails ? "watch" : "good",
                fails ? "does not accept messages" : status.owedSince().isPresent() ? "message pending" : "notified",
                status.lastTakenAt().map(times::moment),
                status.owedSince().map(times::moment),
                status.failures());
    }
}
