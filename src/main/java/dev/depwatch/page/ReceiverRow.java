package dev.depwatch.page;

import dev.depwatch.notify.ReceiverStatus;

/** One receiver of alerts as a table row. */
record ReceiverRow(ReceiverStatus status) {
    private boolean fails() {
        return !status.failures().isEmpty();
    }

    String tone() {
        return fails() ? "watch" : "good";
    }

    String state() {
        return fails() ? "does not accept messages" : status.owedSince().isPresent() ? "message pending" : "notified";
    }
}
